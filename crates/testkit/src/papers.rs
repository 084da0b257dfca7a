//! Papers for tests: a PDF made by hand, of one page, and a picture as a telephone takes it.

/// A PDF of one page that says something in a comment, with more in its catalogue.
pub fn pdf(says: &str, catalogue: &str) -> Vec<u8> {
    let content = format!("1 0 0 rg 0 0 100 100 re f\n% {says}\n");
    let objects = [
        format!("<</Type /Catalog /Pages 2 0 R {catalogue}>>"),
        "<</Type /Pages /Kids [3 0 R] /Count 1>>".to_owned(),
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R>>".to_owned(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let table = bytes.len();
    bytes.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    bytes.extend(format!("trailer\n<</Size 5 /Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").into_bytes());
    bytes
}

/// A JPEG of 24 times 16 pixels that lies on its side, with who took it and where (23.59 N, 58.41 E) in an Exif block.
const PHOTO: &str = "ffd8ffe000104a46494600010100000100010000ffe100ae4578696600004d4d002a000000080003011200030000000100060000013b00020000000d00000032\
    8825000400000001000000400000000053616c6d6120417574686f720000000400010002000000024e0000000002000500000003000000760003000200000002\
    4500000000040005000000030000008e00000000000000170000000100000023000000010000000c000000010000003a0000000100000018000000010000001e\
    00000001ffdb004300281c1e231e19282321232d2b28303c64413c37373c7b585d4964918099968f808c8aa0b4e6c3a0aadaad8a8cc8ffcbdaeef5ffffff9bc1\
    fffffffaffe6fdfff8ffdb0043012b2d2d3c353c76414176f8a58ca5f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8f8\
    f8f8f8f8f8f8f8f8f8f8f8f8f8f8ffc00011080010001803012200021101031101ffc400160001010100000000000000000000000000040003ffc40017100003\
    010000000000000000000000000000020361ffc400160101010100000000000000000000000000030204ffc40018110003010100000000000000000000000000\
    01030221ffda000c03010002110311003f0002c8d564256586ab2c29d039d432c8872cb0837436e6bc3fffd9";

/// What [`PHOTO`] says of the one who took it.
pub const PHOTOGRAPHER: &str = "Salma Author";

/// A picture with the place where it was taken.
pub fn photo() -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&PHOTO[at..at + 2], 16).expect("hexadecimal");
    (0..PHOTO.len()).step_by(2).map(digit).collect()
}
