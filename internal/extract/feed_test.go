package extract

import (
	"strings"
	"testing"
)

// A feed is decoded once, whatever it says of its encoding.
func TestFeedEncodings(t *testing.T) {
	const rss = `<rss version="2.0"><channel><title>Kurse für Anleger</title><item><title>Bank erhöht Ziel</title><description>Ein Plus von fünf Prozent, größer als gedacht</description></item></channel></rss>`
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Kurse für Anleger</title><entry><title>Bank erhöht Ziel</title><summary>Ein Plus von fünf Prozent, größer als gedacht</summary></entry></feed>`
	for name, c := range map[string]struct{ contentType, declaration, encoding string }{
		"declared":                {"application/rss+xml", `<?xml version="1.0" encoding="ISO-8859-1"?>`, "windows-1252"},
		"declared otherwise":      {"text/xml", `<?xml version='1.0' encoding='windows-1252' standalone="yes"?>` + "\n", "windows-1252"},
		"declared wrongly":        {"application/xml", `<?xml version="1.0" encoding="ISO-8859-1"?>`, "utf-8"},
		"as UTF-8 and is not":     {"application/rss+xml", `<?xml version="1.0" encoding="UTF-8"?>`, "windows-1252"},
		"not at all":              {"application/rss+xml", "", "windows-1252"},
		"by the server alone":     {"application/rss+xml; charset=iso-8859-15", `<?xml version="1.0"?>`, "iso-8859-15"},
		"by the server otherwise": {"application/rss+xml; charset=utf-8", `<?xml version="1.0" encoding="ISO-8859-1"?>`, "utf-8"},
		"as UTF-16":               {"application/rss+xml", `<?xml version="1.0" encoding="UTF-16"?>`, "utf-16le"},
		"as UTF-16 and is not":    {"application/rss+xml", `<?xml version="1.0" encoding="UTF-16"?>`, "utf-8"},
		"after blanks":            {"application/rss+xml", "\n\n" + `<?xml version="1.0" encoding="ISO-8859-1"?>`, "windows-1252"},
		"as a page":               {"text/html", `<?xml version="1.0" encoding="ISO-8859-1"?>`, "windows-1252"},
		"as what nobody knows":    {"application/rss+xml", `<?xml version="1.0" encoding="x-own"?>`, "utf-8"},
	} {
		for _, feed := range []string{rss, atom} {
			bodies := []string{encoded(t, c.encoding, c.declaration+feed)}
			if c.encoding == "utf-8" {
				bodies = append(bodies, "\ufeff"+bodies[0])
			}
			if c.encoding == "utf-16le" {
				bodies = append(bodies, "\xff\xfe"+bodies[0])
			}
			for _, body := range bodies {
				d := readAs(t, c.contentType, body)
				for _, want := range []string{"# Kurse für Anleger", "## Bank erhöht Ziel", "fünf Prozent, größer als"} {
					if d.Kind != KindFeed || !strings.Contains(d.Text, want) {
						t.Errorf("%s: a %s, %q, want %q", name, d.Kind, d.Text, want)
					}
				}
			}
		}
	}
	russian := `<?xml version="1.0" encoding="koi8-r"?><rss version="2.0"><channel><title>` + encoded(t, "koi8-r", "Новости биржи") + `</title></channel></rss>`
	if d := readAs(t, "text/xml", russian); d.Title != "Новости биржи" {
		t.Errorf("a feed in KOI8-R has the title %q", d.Title)
	}
}

func TestFeedDates(t *testing.T) {
	items := ""
	for _, date := range []string{"01.11.2024 16:00", "Fr, 01 Nov 2024 17:00:00 +0100", "1 novembre 2024 16:00", "1730476800", "2024-11-01T16:00:00Z", "11/12/2024 16:00"} {
		items += "<item><title>" + date + "</title><pubDate>" + date + "</pubDate></item>"
	}
	d := readAs(t, "application/rss+xml", `<rss version="2.0"><channel><title>A&nbsp;B &mdash; C&eacute;</title><lastBuildDate>Fri, 01 Nov 2024 18:00:00 GMT</lastBuildDate>`+items+`</channel></rss>`)
	if n := strings.Count(d.Text, "2024-11-01T16:00:00Z"); n != 6 || strings.Contains(d.Text, "2024-12-11T") || strings.Contains(d.Text, "2024-11-12T") {
		t.Errorf("%d items are of the hour, want 5 and the title of one:\n%s", n, d.Text)
	}
	if d.Title != "A B — Cé" || d.Published.Hour() != 18 {
		t.Errorf("title %q, published %v", d.Title, d.Published)
	}
	if d := readAs(t, "application/feed+json", `{"version":"https://jsonfeed.org/version/1.1","title":"x"}`); d.Kind != KindJSON {
		t.Errorf("a feed in JSON is %s", d.Kind)
	}
}
