package web

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

type rss struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Channel struct {
		Title       string    `xml:"title"`
		Link        string    `xml:"link"`
		Description string    `xml:"description"`
		Items       []rssItem `xml:"item"`
	} `xml:"channel"`
}

type rssItem struct {
	Title       string `xml:"title"`
	Link        string `xml:"link"`
	GUID        string `xml:"guid"`
	Published   string `xml:"pubDate"`
	Description string `xml:"description"`
}

// feed is the articles as RSS, the youngest first as the files are few.
func (w *Server) feed(v *wire.Visit) wire.Reply {
	base := "http://" + v.Request.Host
	var f rss
	f.Version, f.Channel.Title, f.Channel.Link = "2.0", "The simulated web", base+"/"
	f.Channel.Description = "Simulated articles about simulated prices"
	for _, p := range w.library.articles() {
		at := p.at(v.Now)
		f.Channel.Items = append(f.Channel.Items, rssItem{
			Title: at.Title, Link: base + at.Path + "?utm_source=feed", GUID: base + at.Path,
			Published: at.Published.Format(time.RFC1123Z), Description: "<p>" + escaped(at.About) + "</p>",
		})
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return wire.Text(http.StatusInternalServerError, err.Error())
	}
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "application/rss+xml; charset=utf-8"}, Body: append([]byte(xml.Header), body...)}
}

// articles are the pages without a trick.
func (l *library) articles() []*webPage {
	var all []*webPage
	for _, p := range l.pages {
		if p.only == nil && !p.bare && !p.wall {
			all = append(all, p)
		}
	}
	return all
}

// watched are the instruments of the report and the data.
func watched() []string { return []string{"AAPL", "MSFT", "NVDA", "AMD", "INTC", "JPM"} }

// figures are the closing prices of yesterday as JSON.
func (w *Server) figures(v *wire.Visit) wire.Reply {
	d := w.yesterday(v)
	rows := []fields{}
	for _, s := range watched() {
		in := w.library.catalog.Find(s)
		rows = append(rows, fields{"symbol": s, "name": in.LongName, "currency": in.Currency, "close": d.close(in), "eps": in.EPS, "market_cap": d.capital(in)})
	}
	return wire.JSON(http.StatusOK, fields{"simulated": true, "as_of": d.day.String(), "figures": rows})
}

func (w *Server) yesterday(v *wire.Visit) *figures {
	return &figures{catalog: w.library.catalog, day: facts.DayOf(v.Now.UTC()) - 1, now: v.Now}
}

// report is a document of two pages.
func (w *Server) report(v *wire.Visit) wire.Reply {
	d := w.yesterday(v)
	first := []string{"Simulated Ledger: large companies at a glance", "", "Closing prices of " + d.day.Time().Format("2 January 2006") + ", in US dollars.", ""}
	for _, s := range watched() {
		in := w.library.catalog.Find(s)
		first = append(first, fmt.Sprintf("%-6s %-34s close %10s   earnings a share %6.2f", s, in.LongName, d.price(in), in.EPS))
	}
	second := []string{"How to read this report", "", "Earnings a share are those of the last four quarters.",
		"All companies are real names with simulated figures.", "Everything in this report is simulated."}
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "application/pdf"}, Body: pdf("Large companies at a glance (simulated)", first, second)}
}

// pdf makes a document of pages of lines in ASCII.
func pdf(title string, pages ...[]string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets)}, args...)...)
	}
	literal := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)
	b.WriteString("%PDF-1.4\n")
	var kids []string
	for i := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 5+2*i))
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(pages))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>")
	object("<< /Title (%s) /Author (Simulated Ledger) >>", literal.Replace(title))
	for i, lines := range pages {
		var s strings.Builder
		s.WriteString("BT /F1 9 Tf 40 780 Td 13 TL\n")
		for _, line := range lines {
			s.WriteString("(" + literal.Replace(line) + ") Tj T*\n")
		}
		s.WriteString("ET")
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 6+2*i)
		object("<< /Length %d >>\nstream\n%s\nendstream", s.Len(), s.String())
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, table)
	return b.Bytes()
}
