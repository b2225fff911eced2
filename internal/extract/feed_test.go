package extract

import (
	"errors"
	"net/url"
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

// A feed is known by its root element, whatever stands before it and whatever its
// server calls it; what only names one is none.
func TestWhatIsAFeed(t *testing.T) {
	const rss = `<rss version="2.0"><channel><title>Quotes</title><item><title>One</title></item></channel></rss>`
	const named = `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Quotes</a:title><a:entry><a:title>One</a:title></a:entry></a:feed>`
	for body, want := range map[string]string{
		rss: KindFeed, named: KindFeed, " \n" + rss: KindFeed,
		`<?xml version="1.0"?><!-- ` + strings.Repeat("note ", 1000) + `--><?xml-stylesheet href="a.xsl"?>` + rss: KindFeed,
		`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>` + rss:                                     KindFeed,
		`<?xml version="1.0"?><prices><feedback>none</feedback><price>77.10</price></prices>`:                     KindText,
		`<?xml version="1.0"?><help>A feed begins with <![CDATA[<rss version="2.0">]]></help>`:                    KindText,
		`<feedback>none</feedback>`: KindText,
	} {
		for _, contentType := range []string{"text/xml", "text/plain", "application/rss+xml"} {
			if d := readAs(t, contentType, body); d.Kind != want || want == KindFeed && !strings.Contains(d.Text, "## One") {
				t.Errorf("%.60q as %s is a %s: %q", body, contentType, d.Kind, d.Text)
			}
		}
	}
}

// A feed that breaks off is read up to its last whole item.
func TestFeedThatBreaksOff(t *testing.T) {
	for _, feed := range []string{
		"<rss version=\"2.0\"><channel><title>Quotes</title><item><title>O\x0bne</title></item><item><title>Two</title></item><item><title>Thr",
		`<feed xmlns="http://www.w3.org/2005/Atom"><title>Quotes</title><entry><title>One</title></entry><entry><title>Two</title></entry><entry><tit`,
		`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>Quotes</title></channel><item><title>One</title></item><item><title>Two</title></item><item`,
	} {
		d := readAs(t, "text/xml", feed)
		if !d.Cut || d.Title != "Quotes" || !strings.Contains(d.Text, "## One") || !strings.HasSuffix(strings.TrimSpace(d.Text), "## Two") {
			t.Errorf("%.40q: cut is %v, %q", feed, d.Cut, d.Text)
		}
	}
	_, err := Read(t.Context(), Response{URL: &url.URL{Host: "example.org"}, ContentType: "text/xml", Body: []byte(`<rss version="2.0"><channel><title>Quo`)})
	if !errors.Is(err, ErrUnsupported) {
		t.Errorf("a feed without an item: %v", err)
	}
}
