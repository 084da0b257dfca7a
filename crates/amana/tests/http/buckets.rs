//! Documents in a bucket: a real S3 server in a process of its own, slowed, broken and killed.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use serde_json::json;
use testkit::papers::pdf;

use crate::client::{Answer, Call};
use crate::documents::{a_worker, comes_to, demo, fetched, lies_in, passport, send, state, token};
use crate::world::{Demo, awaited};

const KEY: &str = "GK31c2f218a2e44f485b94239e";
const SECRET: &str = "b892c0665f0ada8a4755dae98baa3b133590e11dae3bcc1f9d769d67f16c3835";
const MARK: &str = "QxCanaryInTheBucket";

/// An S3 server of a test's own, in its folder: `data/papers` is the bucket, and `fault` says what goes wrong.
struct Bucket {
    folder: PathBuf,
    port: u16,
    child: Option<Child>,
}

impl Bucket {
    fn new(folder: PathBuf) -> Self {
        fs::create_dir_all(folder.join("data/papers")).expect("a bucket");
        fs::write(folder.join("secret"), SECRET).expect("written");
        let private = Command::new("chmod").arg("600").arg(folder.join("secret")).status().expect("chmod starts");
        assert!(private.success());
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let mut bucket = Self { folder, port, child: None };
        bucket.start();
        bucket
    }

    /// This very program, started again for one of its tests.
    fn start(&mut self) {
        let child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--ignored", "--exact", "buckets::serves_s3"])
            .env("S3_FOLDER", &self.folder)
            .env("S3_PORT", self.port.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        self.child = Some(child);
        awaited("the S3 server listens", || TcpStream::connect(("127.0.0.1", self.port)).ok());
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("killed");
            child.wait().expect("gone");
        }
    }

    fn fault(&self, what: &str) {
        fs::write(self.folder.join("fault"), what).expect("written");
    }

    fn settings(&self) -> String {
        format!(
            "unscanned = [\"passport\"]\nbucket = \"papers\"\nendpoint = \"http://127.0.0.1:{}\"\nkey_id = \"{KEY}\"\n\
             secret_file = \"{}\"\n",
            self.port,
            self.folder.join("secret").display()
        )
    }

    /// Whole objects in the bucket.
    fn objects(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for prefix in fs::read_dir(self.folder.join("data/papers")).expect("a bucket").flatten() {
            if prefix.path().is_dir() {
                found.extend(fs::read_dir(prefix.path()).expect("a folder").flatten().map(|file| file.path()));
            }
        }
        found
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The server itself.
#[test]
#[ignore = "no test: the S3 server that the tests here start"]
fn serves_s3() {
    let (Some(folder), Ok(port)) = (std::env::var_os("S3_FOLDER").map(PathBuf::from), std::env::var("S3_PORT")) else {
        return;
    };
    let port: u16 = port.parse().expect("a port");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.join("data")).expect("a folder"));
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let (service, fault) = (service.clone(), folder.join("fault"));
            tokio::spawn(async move {
                let answers =
                    hyper::service::service_fn(move |request| answered(service.clone(), fault.clone(), request));
                drop(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answers).await);
            });
        }
    });
}

/// An answer, or what goes wrong with it.
async fn answered(
    service: S3Service,
    fault: PathBuf,
    request: Request<Incoming>,
) -> Result<Response<s3s::Body>, std::io::Error> {
    let method = request.method().clone();
    let answer = async |request: Request<Incoming>| {
        let answered = service.call(request.map(s3s::Body::from)).await;
        answered.map_err(|error| std::io::Error::other(format!("{error:?}")))
    };
    match fs::read_to_string(&fault).unwrap_or_default().as_str() {
        "503" => Ok(failed(503, "SlowDown")),
        "gone" => Ok(failed(404, "NoSuchBucket")),
        "full" if method == "PUT" || method == "POST" => Ok(failed(507, "QuotaExceeded")),
        "slow" => {
            tokio::time::sleep(Duration::from_millis(400)).await;
            answer(request).await
        }
        // The connection breaks before there is an answer.
        "broken" => Err(std::io::Error::other("as the test wants it")),
        // Each answer ends in its middle.
        "cut" if method == "GET" => {
            let mut response = answer(request).await?;
            let length = response.headers().get("content-length").cloned();
            if let Some(length) = length.filter(|length| length.to_str().is_ok_and(|length| length.len() > 2)) {
                *response.body_mut() = s3s::Body::from(vec![0; 10]);
                response.headers_mut().insert("content-length", length);
            }
            Ok(response)
        }
        _ => answer(request).await,
    }
}

fn failed(status: u16, code: &str) -> Response<s3s::Body> {
    let body =
        format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>as the test wants it</Message></Error>");
    Response::builder().status(status).body(s3s::Body::from(body)).expect("an answer")
}

fn doctor(demo: &Demo) -> String {
    let said = demo.place.run(&["doctor", "--data", "demo"]);
    format!("{}{}", said.out, said.err)
}

fn tried(demo: &Demo, key: &str) -> Answer {
    send(demo, "passport", "2031-05-06", &pdf(MARK, ""), key)
}

fn listed(demo: &Demo) -> usize {
    let worker = a_worker(demo);
    demo.client.see(token(), &format!("/api/v1/documents?worker={worker}"))["items"].as_array().expect("items").len()
}

/// Opens it for the agency, and says what came for its first page.
fn opened(demo: &Demo, id: &str) -> String {
    let link = Call::post(format!("/api/v1/documents/{id}/links"), &json!({ "purpose": "verify" })).by(token());
    let link = demo.client.ask(link).expect(201);
    let open = demo.client.see(token(), link["url"].as_str().expect("a link"));
    fetched(demo, open["pages"][0].as_str().expect("a page")).0
}

const SEEN: &str = "200 image/jpeg";

#[test]
fn documents_lie_in_a_bucket_sealed_and_open_from_it() {
    let place = tempfile::tempdir().expect("a folder");
    let bucket = Bucket::new(place.path().join("s3"));
    let demo = demo(|_| bucket.settings());
    assert!(doctor(&demo).contains("they lie in the bucket papers at http://127.0.0.1:"), "{}", doctor(&demo));
    let id = passport(&demo, MARK, "paper-1");
    comes_to(&demo, &id, "clean");
    assert_eq!(opened(&demo, &id), SEEN);
    assert_eq!(
        bucket.objects().len(),
        2,
        "the paper and its small picture; what was sent is gone: {:?}",
        bucket.objects()
    );
    assert_eq!(lies_in(&bucket.folder, MARK.as_bytes()), None);
    let folder = fs::read_dir(demo.place.path("demo/objects")).map_or(0, Iterator::count);
    assert_eq!(folder, 1, "and nowhere else: the folder has its mark alone");
    // One of several parts: its parts are of one length, as some servers ask.
    let long = [&b"%PDF-1.7\n"[..], &vec![b'%'; 12 * 1024 * 1024]].concat();
    let many = send(&demo, "passport", "2031-05-06", &long, "paper-2").expect(201);
    comes_to(&demo, many["id"].as_str().expect("an id"), "refused");
    assert_eq!(bucket.objects().len(), 2, "what is refused is removed: {:?}", bucket.objects());
    let verified = demo.place.run(&["document", "verify", "--data", "demo"]);
    assert_eq!(verified.status, 0, "{}{}", verified.out, verified.err);
    demo.verify();
}

#[test]
fn a_bucket_that_fails_files_nothing_opens_nothing_and_says_why() {
    let place = tempfile::tempdir().expect("a folder");
    let mut bucket = Bucket::new(place.path().join("s3"));
    let mut demo = demo(|_| bucket.settings());
    let id = passport(&demo, MARK, "paper-1");
    comes_to(&demo, &id, "clean");
    bucket.fault("slow");
    let slow = passport(&demo, MARK, "paper-2");
    comes_to(&demo, &slow, "clean");
    for fault in ["503", "full", "broken", "cut"] {
        bucket.fault(fault);
        let refused = tried(&demo, fault);
        assert!(matches!(refused.status, 503 | 507), "{fault}: {} {}", refused.status, refused.text());
        assert!(!refused.text().contains("papers"), "nothing of the bucket is told: {}", refused.text());
        if fault != "full" {
            let seen = opened(&demo, &id);
            assert!(seen.starts_with("503"), "{fault}: {seen}");
        }
        bucket.fault("");
        assert_eq!(listed(&demo), 2, "{fault}: no half row");
    }
    assert_eq!(opened(&demo, &id), SEEN, "when it is over, it is over: {}", demo.said());
    // Killed, and back.
    bucket.kill();
    assert_eq!(tried(&demo, "killed").status, 503);
    assert!(doctor(&demo).contains("FAULT documents"), "{}", doctor(&demo));
    bucket.start();
    assert_eq!(opened(&demo, &id), SEEN);
    // Gone: what lay there is not taken for lost, for nobody knows.
    bucket.fault("gone");
    assert!(doctor(&demo).contains("no such bucket"), "{}", doctor(&demo));
    assert_eq!(tried(&demo, "gone").status, 503);
    assert!(opened(&demo, &id).starts_with("503"));
    bucket.fault("");
    assert_eq!(state(&demo, &id)["state"], "clean");
    assert_eq!(opened(&demo, &id), SEEN);
    assert_eq!(listed(&demo), 2);
    // Another key.
    demo.kill();
    fs::write(bucket.folder.join("secret"), "another").expect("written");
    demo.start();
    assert_eq!(tried(&demo, "key").status, 503);
    let said = doctor(&demo);
    assert!(said.contains("does not know this key") && !said.contains("another"), "{said}");
    assert!(!demo.said().contains(SECRET));
    demo.verify();
}

#[test]
fn a_server_that_is_killed_while_it_files_leaves_no_row() {
    let place = tempfile::tempdir().expect("a folder");
    let bucket = Bucket::new(place.path().join("s3"));
    let mut demo = demo(|_| bucket.settings());
    let before = listed(&demo);
    bucket.fault("slow");
    let worker = a_worker(&demo);
    for _ in 0..3 {
        std::thread::scope(|scope| {
            let sent = scope.spawn(|| crate::documents::slowly(&demo, &worker, 11 * 1024 * 1024));
            std::thread::sleep(Duration::from_millis(900));
            let pid = demo.id().to_string();
            assert!(Command::new("kill").args(["-KILL", &pid]).status().expect("kill starts").success());
            drop(sent.join());
        });
        demo.kill();
        demo.start();
    }
    bucket.fault("");
    let papers = listed(&demo);
    assert!(papers <= before + 3, "{papers}");
    let verified = demo.place.run(&["document", "verify", "--data", "demo", "--json"]).json();
    assert_eq!(verified["holds"], true, "{verified}");
    let id = passport(&demo, MARK, "after");
    comes_to(&demo, &id, "clean");
    demo.verify();
}

#[test]
fn settings_of_a_bucket_that_make_no_sense_are_refused_with_their_line() {
    let demo = Demo::stopped();
    let folder: &Path = &demo.place.path("demo");
    for (settings, word) in [
        ("bucket = \"papers\"", "documents.endpoint"),
        ("bucket = \"papers\"\nendpoint = \"http://127.0.0.1:1\"", "documents.key_id"),
        ("bucket = \"papers\"\nendpoint = \"http://127.0.0.1:1\"\nkey_id = \"x\"", "documents.secret_file"),
        ("bucket = \"papers\"\nfolder = \"objects\"", "documents.folder"),
        ("endpoint = \"https://s3.example\"", "documents.endpoint"),
        ("secret = \"x\"", "AMANA__DOCUMENTS__SECRET"),
    ] {
        fs::write(folder.join("amana.toml"), format!("[documents]\n{settings}\n")).expect("written");
        let told = doctor(&demo);
        assert!(told.contains(word), "{settings}: {told}");
    }
}
