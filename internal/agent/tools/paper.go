package tools

import (
	"context"
	"fmt"
	"strings"

	"quotewire/internal/agent"
)

// maxText is how long a page of a result may get, in bytes. The agent cuts what
// is longer than 8 KiB, and a table that is cut misleads.
const maxText = 7 << 10

// sizer measures text so that maxText is the size of a page.
type sizer func(text string) int

// sizerOf measures by bytes, and by tokens too where the model's window is small.
func sizerOf(ctx context.Context) sizer {
	if !narrow(ctx) {
		return func(text string) int { return len(text) }
	}
	room := agent.RoomFrom(ctx)
	return func(text string) int { return max(len(text), agent.Tokens(text)*maxText/room) }
}

// narrow says that a page of maxText might not fit the model's window.
func narrow(ctx context.Context) bool {
	room := agent.RoomFrom(ctx)
	return room > 0 && room < maxText // no token is shorter than a byte
}

// paper is a result that may need several pages: a head that stands on each,
// and parts whose rows are spread over them.
type paper struct {
	sheet // the head
	parts []part
}

// sourcesAbove is what many sources, which the agent names above a result, take of
// its page: of a few nobody has to know, for them room is left.
func sourcesAbove(ctx context.Context, sources []agent.Source) int {
	if !narrow(ctx) {
		return 0
	}
	size, n := sizerOf(ctx), -maxText/4
	for _, s := range sources {
		n += size(s.Head() + "\n" + s.Name() + "\n")
	}
	return max(0, n)
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
func (p *paper) pages(size sizer) []string {
	marker := max(80, size("page: 1000 of 1000\n")) // the line that says which page it is
	room := max(maxText-size(p.b.String())-marker, maxText/4)
	var pages []string
	var page strings.Builder
	taken := 0
	for _, part := range p.parts {
		above := part.above()
		for i, row := range part.rows {
			need := size(row + "\n")
			if i == 0 {
				need += size(above)
			}
			if page.Len() > 0 && taken+need > room {
				pages = append(pages, page.String())
				page.Reset()
				taken = 0
				if i > 0 {
					need += size(above)
				}
			}
			if i == 0 || page.Len() == 0 {
				page.WriteString(above)
			}
			taken += need
			page.WriteString(row)
			page.WriteByte('\n')
		}
	}
	return append(pages, page.String())
}

// write gives page number page, from 1; 0 is the first.
func (p *paper) write(ctx context.Context, page int) string {
	page = max(1, page)
	pages := p.pages(sizerOf(ctx))
	if page > len(pages) {
		return strings.TrimRight(p.b.String(), "\n") + fmt.Sprintf("\n\nThere is no page %d: pages are 1 to %d.", page, len(pages))
	}
	head := p.b.String()
	if len(pages) > 1 {
		head += fmt.Sprintf("page: %d of %d\n", page, len(pages))
	}
	return strings.TrimRight(head+pages[page-1], "\n")
}

// fill adds rows while they fit below what is above the sheet, says how many do
// not, and gives how many did.
func (s *sheet) fill(size sizer, rows []string, above int) int {
	last := max(60, size("1000 more do not fit: ask for fewer at once")) // the line that says so
	taken := above + size(s.b.String())
	for i, row := range rows {
		if taken += size(row + "\n"); taken+last > maxText {
			s.text(fmt.Sprintf("%d more do not fit: ask for fewer at once", len(rows)-i))
			return i
		}
		s.text(row)
	}
	return len(rows)
}
