//! PDFs made by hand: what may stay, what is refused and by which words, and what a page looks like.

use std::io::Write;

use documents::{Accepted, Activity, Content, PAGES_MAX, Refusal, accept, view};
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// A PDF of these objects, the first is its catalogue, with a table of where they stand.
fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", index + 1).into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(format!("trailer\n<</Size {size} /Root 1 0 R {trailer}>>\nstartxref\n{table}\n%%EOF\n").into_bytes());
    bytes
}

fn stream(dict: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<<{dict} /Length {}>>\nstream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

/// One page, its left half red, with more in its catalogue, in its page and behind it.
fn paper(catalogue: &str, page: &str, more: Vec<Vec<u8>>) -> Vec<u8> {
    let mut objects = vec![
        format!("<</Type /Catalog /Pages 2 0 R {catalogue}>>").into_bytes(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        format!("<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R {page}>>").into_bytes(),
        stream("", b"1 0 0 rg 0 0 100 100 re f"),
    ];
    objects.extend(more);
    pdf(&objects, "")
}

fn refused(bytes: &[u8]) -> Refusal {
    accept(bytes).expect_err("not taken")
}

#[test]
fn a_plain_paper_stays_as_it_is() {
    let sent = paper("", "", Vec::new());
    let Accepted { content, bytes, pages, thumbnail } = accept(&sent).expect("a paper");
    assert_eq!((content, pages), (Content::Pdf, 1));
    assert_eq!(bytes, sent, "people sign what they sent");
    assert!(thumbnail.starts_with(&[0xff, 0xd8, 0xff]));
}

#[test]
fn a_page_is_drawn() {
    let page = view(&paper("", "", Vec::new()), 0, 400, "").expect("drawn");
    assert_eq!((page.width, page.height), (400, 200));
    let seen = image::load_from_memory(&page.jpeg).expect("a picture").into_rgb8();
    let ([r, g, b], white) = (seen.get_pixel(50, 100).0, seen.get_pixel(350, 100).0);
    assert!(r > 240 && g < 20 && b < 20, "{r} {g} {b}");
    assert!(white.iter().all(|part| *part > 240), "{white:?}");
    assert_eq!(view(&paper("", "", Vec::new()), 1, 400, ""), Err(Refusal::Damaged(Content::Pdf)), "there is one page");
    assert!(view(&paper("", "", Vec::new()), 0, u32::MAX, "").expect("drawn").width <= 2_400);
}

#[test]
fn text_without_a_font_of_its_own_is_drawn_too() {
    let text = stream("", b"BT /F1 40 Tf 10 30 Td (Amana) Tj ET");
    let font = "/Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>";
    let objects = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        format!("<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R {font}>>").into_bytes(),
        text,
    ];
    let page = view(&pdf(&objects, ""), 0, 400, "").expect("drawn");
    let seen = image::load_from_memory(&page.jpeg).expect("a picture").into_luma8();
    let dark = seen.pixels().filter(|pixel| pixel.0[0] < 100).count();
    assert!(dark > 500, "{dark} dark dots");
}

#[test]
fn what_could_act_is_refused_with_what_it_could_do() {
    let action = |what: &str| paper(&format!("/OpenAction <</S /{what}>>"), "", Vec::new());
    for (bytes, activity) in [
        (action("JavaScript /JS (app.alert\\(1\\))"), Activity::Script),
        (action("J#61vaScript"), Activity::Script),
        (action("Launch /F (cmd.exe)"), Activity::Launch),
        (action("SubmitForm /F (https://example.org)"), Activity::Send),
        (action("GoToR /F (other.pdf)"), Activity::Send),
        (action("GoToE"), Activity::Files),
        (paper("/AA <</WC <</S /Named>>>>", "", Vec::new()), Activity::ByItself),
        (paper("", "/AA <</O 5 0 R>>", vec![b"<</S /Named>>".to_vec()]), Activity::ByItself),
        (paper("/Names <</EmbeddedFiles 5 0 R>>", "", vec![b"<<>>".to_vec()]), Activity::Files),
        (paper("", "/Annots [<</Type /Annot /Subtype /FileAttachment>>]", Vec::new()), Activity::Files),
        (paper("", "/Annots [5 0 R]", vec![b"<</Subtype /Movie>>".to_vec()]), Activity::Media),
        (paper("/AcroForm <</XFA (x)>>", "", Vec::new()), Activity::Form),
        // nothing refers to it
        (paper("", "", vec![b"[[[<</A <</S /JavaScript>>>>]]]".to_vec()]), Activity::Script),
    ] {
        assert_eq!(refused(&bytes), Refusal::Active(activity), "{}", String::from_utf8_lossy(&bytes));
    }
    // going to a page of its own may stay
    assert!(accept(&paper("/OpenAction [3 0 R /Fit]", "", Vec::new())).is_ok());
}

/// A paper whose objects from the fifth on are packed into its fourth.
fn packed_paper(catalogue: &str, inside: &[&str]) -> Vec<u8> {
    let (mut head, mut body) = (Vec::new(), Vec::new());
    for (index, object) in inside.iter().enumerate() {
        head.extend(format!("{} {} ", index + 5, body.len()).into_bytes());
        body.extend(format!("{object} ").into_bytes());
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&[&head[..], &body].concat()).expect("written");
    let packed = encoder.finish().expect("packed");
    let kind = format!("/Type /ObjStm /N {} /First {} /Filter /FlateDecode", inside.len(), head.len());
    let objects = [
        format!("<</Type /Catalog /Pages 2 0 R {catalogue}>>").into_bytes(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100]>>".to_vec(),
        stream(&kind, &packed),
    ];
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    // a table that says where each stands: nowhere, at a place, or as the how manieth of the fourth
    let mut entries = vec![0, 0, 0, 0];
    let mut place = |at: usize| {
        entries.push(1);
        entries.extend(u16::try_from(at).expect("small").to_be_bytes());
        entries.push(0);
    };
    for (index, object) in objects.iter().enumerate() {
        place(bytes.len());
        bytes.extend(format!("{} 0 obj\n", index + 1).into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    for nth in 0..inside.len() {
        entries.extend([2, 0, 4, u8::try_from(nth).expect("few")]);
    }
    let (at, last) = (bytes.len(), inside.len() + 5);
    entries.push(1);
    entries.extend(u16::try_from(at).expect("small").to_be_bytes());
    entries.push(0);
    bytes.extend(format!("{last} 0 obj\n").into_bytes());
    bytes.extend(stream(&format!("/Type /XRef /Size {} /Root 1 0 R /W [1 2 1]", last + 1), &entries));
    bytes.extend(format!("\nendobj\nstartxref\n{at}\n%%EOF\n").into_bytes());
    bytes
}

#[test]
fn what_acts_in_packed_objects_is_found() {
    for (catalogue, inside, activity) in [
        ("", &["<</S /JavaScript /JS (x)>>"][..], Activity::Script),
        // what the action does stands elsewhere, as a name by itself
        ("/OpenAction <</S 5 0 R /F (x.exe)>>", &["/Launch"], Activity::Launch),
        ("/A <</S 5 0 R>>", &["/GoTo3DView"], Activity::Media),
        ("", &["<</S 6 0 R>>", "/Movie"], Activity::Media),
        ("", &["<</S 6 0 R>>", "/Sou#6ed"], Activity::Media),
        ("", &["/GoToR"], Activity::Send),
        ("", &["/GoToE"], Activity::Files),
        ("", &["/ResetForm"], Activity::ByItself),
        ("/OpenAction 5 0 R", &["<</S 6 0 R /URI (https://example.org)>>", "/URI"], Activity::ByItself),
    ] {
        assert_eq!(refused(&packed_paper(catalogue, inside)), Refusal::Active(activity), "{catalogue} {inside:?}");
    }
    let goes = packed_paper("/OpenAction 5 0 R", &["<</S 6 0 R /D [3 0 R /Fit]>>", "/GoTo"]);
    assert!(accept(&goes).is_ok(), "to a page of its own");
}

#[test]
fn an_object_that_no_list_names_is_found_among_packed_ones() {
    let bytes = packed_paper("", &["(x)", "/Launch"]);
    // the list says that nothing stands there
    let at = bytes.windows(4).rposition(|four| four == [2, 0, 4, 1]).expect("its entry");
    let unnamed = [&bytes[..at], &[0, 0, 0, 0], &bytes[at + 4..]].concat();
    assert_eq!(refused(&unnamed), Refusal::Active(Activity::Launch));
}

#[test]
fn a_key_that_stands_twice_is_read_two_ways() {
    for bytes in [
        packed_paper("", &["<</S /Sound /S /URI>>"]),
        packed_paper("", &["[<</A <</S /URI /S /Sound#20>>>>]"]),
        paper("/OpenAction <</S /URI /S /GoTo>>", "", Vec::new()),
        paper("", "/Contents 5 0 R", vec![stream("", b"0 0 1 rg 0 0 100 100 re f")]),
    ] {
        assert_eq!(refused(&bytes), Refusal::TwoInOne, "{}", String::from_utf8_lossy(&bytes));
    }
    assert!(accept(&paper("/Lang (en) /Lang (en)", "", Vec::new())).is_ok(), "the same twice is the same");
}

#[test]
fn nothing_happens_by_itself_when_a_paper_is_opened() {
    for action in [
        "<</S /URI /URI (https://example.org)>>",
        "<</S /Named /N /Print>>",
        "<</S /Hide /T (x)>>",
        "<</S /GoTo /D [3 0 R /Fit] /Next <</S /URI /URI (https://example.org)>>>>",
        "<</D [3 0 R /Fit]>>",
        "(a name)",
        "5 0 R",
    ] {
        let bytes =
            paper(&format!("/OpenAction {action}"), "", vec![b"<</S /URI /URI (https://example.org)>>".to_vec()]);
        assert_eq!(refused(&bytes), Refusal::Active(Activity::ByItself), "{action}");
    }
    for action in ["[3 0 R /Fit]", "<</S /GoTo /D [3 0 R /Fit]>>", "5 0 R"] {
        let bytes = paper(&format!("/OpenAction {action}"), "", vec![b"[3 0 R /XYZ null null 0]".to_vec()]);
        assert!(accept(&bytes).is_ok(), "{action}");
    }
    // a link waits for a person
    let link = "/Annots [<</Type /Annot /Subtype /Link /Rect [0 0 9 9] /A <</S /URI /URI (https://example.org)>>>>]";
    assert!(accept(&paper("", link, Vec::new())).is_ok());
}

#[test]
fn names_of_actions_in_clear_are_found_without_a_list() {
    for (name, activity) in [("GoToR", Activity::Send), ("GoToE", Activity::Files), ("ResetForm", Activity::ByItself)] {
        let mut bytes = paper("", "", Vec::new());
        // an object between the last one and the table, which does not know of it
        let table = bytes.windows(10).position(|ten| ten == b"endobj\nxre").expect("its table") + 7;
        bytes.splice(table..table, format!("9 0 obj\n/{name}\nendobj\n").into_bytes());
        assert_eq!(refused(&bytes), Refusal::Active(activity), "{name}");
    }
}

#[test]
fn an_older_object_in_clear_is_found() {
    let with = paper("/OpenAction <</S /JavaScript /JS (x)>>", "", Vec::new());
    let first = with.windows(5).rposition(|five| five == b"xref\n").expect("its table");
    let mut bytes = with;
    let table = bytes.len();
    // the catalogue is replaced by a plain one, as programs save changes
    bytes.extend(b"1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n");
    let xref = bytes.len();
    bytes.extend(format!("xref\n1 1\n{table:010} 00000 n \ntrailer\n<</Size 5 /Root 1 0 R /Prev {first}>>\nstartxref\n{xref}\n%%EOF\n").into_bytes());
    assert_eq!(refused(&bytes), Refusal::Active(Activity::Script));
}

#[test]
fn locked_long_and_broken_papers_are_refused() {
    let objects = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100]>>".to_vec(),
        format!("<</Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}>>>", "41".repeat(32)).into_bytes(),
    ];
    assert_eq!(refused(&pdf(&objects, "/Encrypt 4 0 R /ID [<41> <41>]")), Refusal::Locked);

    let pages = PAGES_MAX + 1;
    let kids: String = (0..pages).map(|n| format!("{} 0 R ", n + 3)).collect();
    let mut many = vec![
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        format!("<</Type /Pages /Kids [{kids}] /Count {pages}>>").into_bytes(),
    ];
    many.extend((0..pages).map(|_| b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>".to_vec()));
    assert_eq!(refused(&pdf(&many, "")), Refusal::TooManyPages { pages, most: PAGES_MAX });

    let picture = stream("/Type /XObject /Subtype /Image /Width 65000 /Height 65000 /BitsPerComponent 1", b"");
    assert!(matches!(refused(&paper("", "", vec![picture])), Refusal::TooManyPixels { .. }));

    assert_eq!(refused(b"%PDF-1.7\nnothing\n%%EOF"), Refusal::Damaged(Content::Pdf));
    assert_eq!(refused(b"%PDF-"), Refusal::Damaged(Content::Pdf));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let answer = accept(&paper("", "", vec![deep.into_bytes()]));
    assert!(answer.is_err() || answer.is_ok_and(|paper| paper.pages == 1), "no stack is exhausted");
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..500 {
        encoder.write_all(&vec![b' '; 1_000_000]).expect("written");
    }
    let packed = encoder.finish().expect("packed");
    assert!(packed.len() < 1_000_000);
    let bytes = paper("", "", vec![stream("/Filter /FlateDecode", &packed)]);
    assert!(matches!(refused(&bytes), Refusal::Bomb { .. }));
}

#[test]
fn every_cut_and_many_changes_are_an_answer() {
    let whole = paper("", "", vec![stream("", b"BT ET")]);
    for end in 0..whole.len() {
        let _answer: Result<_, _> = accept(&whole[..end]);
    }
    for at in (0..whole.len()).step_by(3) {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= change;
            let _answer: Result<_, _> = accept(&bytes);
        }
    }
}
