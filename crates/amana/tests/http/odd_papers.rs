//! Documents that no honest browser sends: names, lengths and bodies that are not what they say, and pictures that say too much.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::json;
use testkit::papers::{PHOTOGRAPHER, pdf, photo};

use crate::bad_input::form;
use crate::client::{Answer, Call};
use crate::documents::{a_worker, comes_to, demo, fetched, lies_in, send, token};
use crate::world::Demo;

fn filing() -> Demo {
    demo(|_| "unscanned = [\"passport\", \"photo\", \"commercial_registration\"]".to_owned())
}

fn count(demo: &Demo) -> usize {
    let worker = a_worker(demo);
    let listed = demo.client.see(token(), &format!("/api/v1/documents?worker={worker}"));
    listed["items"].as_array().expect("items").len()
}

/// Sends this body to the address of documents, with a length of its own.
fn raw(demo: &Demo, length: usize, body: &[u8], hang_up: bool) -> String {
    let mut line = TcpStream::connect(("127.0.0.1", demo.place.public)).expect("connected");
    line.set_read_timeout(Some(Duration::from_mins(1))).expect("set");
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
         content-type: multipart/form-data; boundary=cut\r\ncontent-length: {length}\r\n\r\n",
        token()
    );
    line.write_all(head.as_bytes()).expect("sent");
    drop(line.write_all(body));
    if hang_up {
        drop(line.shutdown(Shutdown::Write));
    }
    let mut said = Vec::new();
    drop(line.read_to_end(&mut said));
    String::from_utf8_lossy(&said).into_owned()
}

fn parts(worker: &str, name: &str, file: &[u8]) -> Vec<u8> {
    form(&[
        ("worker", "", worker.as_bytes()),
        ("kind", "", b"passport"),
        ("expires_on", "", b"2031-05-06"),
        ("file", name, file),
    ])
}

#[test]
fn the_name_of_a_file_is_nobodys_business() {
    let demo = filing();
    let worker = a_worker(&demo);
    let long = "QxName".repeat(667);
    let names =
        ["../../../../etc/QxName.pdf", "/QxName", "C:\\QxName.exe", "QxName\u{202e}fdp.exe", &long, "QxName\0.pdf", ""];
    for (nth, name) in names.iter().enumerate() {
        let body = parts(&worker, name, &pdf("a paper", ""));
        let said = raw(&demo, body.len(), &body, false);
        let status = said.split(' ').nth(1).unwrap_or_default().to_owned();
        // A name that cannot stand in a header makes the form unreadable; every other is read over.
        let expected = if name.contains('\0') || name.is_empty() { ["201", "400"] } else { ["201", "201"] };
        assert!(expected.contains(&status.as_str()), "{nth}: {said}");
        assert!(!said.contains("QxName"), "{said}");
    }
    let folder = demo.place.path("demo");
    assert_eq!(lies_in(&folder, b"QxName"), None, "no name is kept");
    assert!(!demo.said().contains("QxName"), "{}", demo.said());
    demo.verify();
}

#[test]
fn a_length_that_is_not_true_files_nothing() {
    let demo = filing();
    let worker = a_worker(&demo);
    let before = count(&demo);
    let body = parts(&worker, "x.pdf", &pdf("a paper", ""));
    let short = raw(&demo, body.len() - 40, &body, false);
    assert!(short.starts_with("HTTP/1.1 400"), "cut in the middle of its end: {short}");
    let long = raw(&demo, body.len() + 1_000, &body[..body.len() - 20], true);
    assert!(!long.starts_with("HTTP/1.1 2"), "{long}");
    let huge = raw(&demo, 30 * 1024 * 1024, &[&body[..body.len() - 9], &vec![b'%'; 21 * 1024 * 1024]].concat(), true);
    assert!(huge.is_empty() || huge.starts_with("HTTP/1.1 4"), "{huge}");
    assert_eq!(count(&demo), before);
    assert!(raw(&demo, body.len(), &body, false).starts_with("HTTP/1.1 201"), "the next one is filed");
    assert_eq!(count(&demo), before + 1);
}

#[test]
fn who_stops_sending_is_cut_off_and_told() {
    let demo = filing();
    let worker = a_worker(&demo);
    let body = parts(&worker, "x.pdf", &pdf("a paper", ""));
    let said = raw(&demo, body.len(), &body[..body.len() - 200], false);
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("Nothing was kept"), "{said}");
}

/// The kinds of the segments of a JPEG up to its pixels, and its width and height.
fn segments(jpeg: &[u8]) -> (Vec<u8>, (u16, u16)) {
    assert_eq!(&jpeg[..2], &[0xff, 0xd8], "a JPEG");
    let (mut at, mut kinds, mut size) = (2, Vec::new(), (0, 0));
    loop {
        let (kind, length) = (jpeg[at + 1], usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]])));
        kinds.push(kind);
        if (0xc0..=0xc2).contains(&kind) {
            let number = |at: usize| u16::from_be_bytes([jpeg[at], jpeg[at + 1]]);
            size = (number(at + 7), number(at + 5));
        }
        if kind == 0xda {
            return (kinds, size);
        }
        at += 2 + length;
    }
}

/// Where it was taken and by whom is gone, and what was on its side stands upright.
fn says_nothing(jpeg: &[u8]) {
    for mark in [PHOTOGRAPHER.as_bytes(), b"Exif", b"GPS"] {
        assert!(!jpeg.windows(mark.len()).any(|window| window == mark), "{}", String::from_utf8_lossy(mark));
    }
    // APP1 holds Exif and XMP, APP13 what newsrooms write, FE is a comment.
    let (kinds, _) = segments(jpeg);
    assert!(kinds.iter().all(|kind| !matches!(kind, 0xe1 | 0xed | 0xfe)), "{kinds:x?}");
}

fn linked(demo: &Demo, id: &str, file: bool) -> Option<Answer> {
    domain::Purpose::ALL.iter().find_map(|purpose| {
        let ask = json!({ "purpose": purpose.as_str(), "file": file });
        let link = demo.client.ask(Call::post(format!("/api/v1/documents/{id}/links"), &ask).by(token()));
        (link.status == 201).then_some(link)
    })
}

#[test]
fn what_is_served_of_a_picture_does_not_say_where_it_was_taken() {
    let demo = filing();
    let sent = photo();
    assert!(segments(&sent).0.contains(&0xe1), "the picture that is sent says it");
    assert_eq!(segments(&sent).1, (24, 16));
    let filed = send(&demo, "photo", "", &sent, "photo-1").expect(201);
    let id = filed["id"].as_str().expect("an id");
    comes_to(&demo, id, "clean");
    let link = linked(&demo, id, false).expect("the agency looks at what it filed");
    let open = demo.client.see(token(), link.json()["url"].as_str().expect("a link"));
    let (kind, page) = fetched(&demo, open["pages"][0].as_str().expect("a page"));
    assert_eq!(kind, "200 image/jpeg");
    says_nothing(&page);
    // One that is handed out as a file.
    let body =
        form(&[("kind", "", b"commercial_registration"), ("expires_on", "", b"2031-05-06"), ("file", "cr.jpg", &sent)]);
    let call = Call::new("POST", "/api/v1/documents").by(token()).body("multipart/form-data; boundary=cut", body);
    let filed = demo.client.ask(call).expect(201);
    let id = filed["id"].as_str().expect("an id");
    comes_to(&demo, id, "clean");
    let link = linked(&demo, id, true).expect("the agency takes its own paper along");
    let (kind, file) = fetched(&demo, link.json()["url"].as_str().expect("a link"));
    assert_eq!(kind, "200 image/jpeg");
    says_nothing(&file);
    assert_eq!(segments(&file).1, (16, 24), "the right way up");
    assert_eq!(lies_in(&demo.place.path("demo"), PHOTOGRAPHER.as_bytes()), None);
}
