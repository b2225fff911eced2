package tools

import (
	"fmt"
	"strings"
)

// maxText is how long a page of a result may get, in bytes. The agent cuts what
// is longer than 8 KiB, and a table that is cut misleads.
const maxText = 7 << 10

// paper is a result that may need several pages: a head that stands on each,
// and parts whose rows are spread over them.
type paper struct {
	sheet // the head
	parts []part
}

// part is one list or table of a paper.
type part struct {
	title  string // a line above it, may be empty
	header string // the columns, may be empty
	rows   []string
}

// add is a part with its rows; without rows there is no part.
func (p *paper) add(title, header string, rows []string) {
	if len(rows) > 0 {
		p.parts = append(p.parts, part{title, header, rows})
	}
}

// list adds what s holds as a part whose rows are its lines.
func (p *paper) list(title string, s *sheet) {
	if text := s.String(); text != "" {
		p.add(title, "", strings.Split(text, "\n"))
	}
}

// above is what precedes the rows of a part on each page that has some.
func (p part) above() string {
	s := "\n"
	if p.title != "" {
		s += p.title + "\n"
	}
	if p.header != "" {
		s += p.header + "\n"
	}
	return s
}

// pages spreads the parts: no page is longer than maxText with the head, except
// where a single row is.
func (p *paper) pages() []string {
	const marker = 80 // bytes of the line that says which page it is
	room := maxText - p.b.Len() - marker
	var pages []string
	var page strings.Builder
	for _, part := range p.parts {
		above := part.above()
		for i, row := range part.rows {
			need := len(row) + 1
			if i == 0 {
				need += len(above)
			}
			if page.Len() > 0 && page.Len()+need > room {
				pages = append(pages, page.String())
				page.Reset()
			}
			if i == 0 || page.Len() == 0 {
				page.WriteString(above)
			}
			page.WriteString(row)
			page.WriteByte('\n')
		}
	}
	return append(pages, page.String())
}

// write gives page number page, from 1; 0 is the first.
func (p *paper) write(page int) string {
	page = max(1, page)
	pages := p.pages()
	if page > len(pages) {
		return strings.TrimRight(p.b.String(), "\n") + fmt.Sprintf("\n\nThere is no page %d: pages are 1 to %d.", page, len(pages))
	}
	head := p.b.String()
	if len(pages) > 1 {
		head += fmt.Sprintf("page: %d of %d\n", page, len(pages))
	}
	return strings.TrimRight(head+pages[page-1], "\n")
}

// fill adds rows while they fit, says how many do not, and gives how many did.
func (s *sheet) fill(rows []string) int {
	const last = 60 // bytes of the line that says so
	for i, row := range rows {
		if s.b.Len()+len(row)+last > maxText {
			s.text(fmt.Sprintf("%d more do not fit: ask for fewer at once", len(rows)-i))
			return i
		}
		s.text(row)
	}
	return len(rows)
}
