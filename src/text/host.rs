//! The site of a document, from what is known about its origin.

/// The host in an address such as `https://www.news.example/a?b`, or in a bare
/// host name.
///
/// ```
/// use dechaff::text::host;
///
/// assert_eq!(host("https://www.news.example:80/a?b"), Some("www.news.example"));
/// assert_eq!(host("news.example"), Some("news.example"));
/// assert_eq!(host(""), None);
/// ```
pub fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim();
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (address, expected) in [
            ("https://www.news.example/a?b", Some("www.news.example")),
            ("news.example/a", Some("news.example")),
            ("http://u:p@h.example:80", Some("h.example")),
            ("", None),
        ] {
            assert_eq!(host(address), expected, "{address}");
        }
    }
}
