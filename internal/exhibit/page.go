package exhibit

import (
	"fmt"
	"slices"
	"strings"
)

// PageSize is how long a page of the text may get, in bytes, where Room does not
// measure otherwise. A table that is cut misleads, so it is cut between rows.
const PageSize = 7 << 10

// What a page of bars holds: fewRows are shown however little fits.
const (
	mostRows = 60
	fewRows  = 5
)

// Room says how much fits a page. The zero Room counts bytes.
type Room struct {
	// Size measures a text so that PageSize is a page's. nil: by bytes.
	Size func(text string) int
	// Naming is what naming an origin above a page takes of it. nil: nothing that has
	// to be known.
	Naming func(Origin) int
}

func (r Room) size(text string) int {
	if r.Size == nil {
		return len(text)
	}
	return r.Size(text)
}

// naming is what many origins take: for a few there is room.
func (r Room) naming(origins []Origin) int {
	if r.Naming == nil {
		return 0
	}
	n := -PageSize / 4
	for _, o := range origins {
		n += r.Naming(o)
	}
	return max(0, n)
}

// Page is what a model sees of an exhibit.
type Page struct {
	Text  string
	Pages int // that there are
	// Origins are the indices of those whose data are on the page.
	Origins []int
	Data    []Datum
}

// Page is page n of the exhibit's text, from 1; 0 is the first.
func (e *Exhibit) Page(n int, room Room) Page {
	n = max(1, n)
	blocks := e.blocks()
	head := e.title()
	for _, l := range blocks[0].lines {
		head += l.text + "\n"
	}
	top, rest := blocks[0].lines, blocks[1:]
	switch {
	case e.OnePage:
		text, lines := e.single(head, rest, room)
		return e.page(text, 1, slices.Concat(top, lines))
	case len(e.Parts) == 1 && e.Parts[0].Newest:
		text, lines, pages := e.newest(head, n, room)
		return e.page(text, pages, slices.Concat(top, lines))
	}
	pages := spread(rest, max(PageSize-room.size(head)-marker(room), PageSize/4), room)
	if n > len(pages) {
		return e.page(strings.TrimRight(head, "\n")+fmt.Sprintf("\n\nThere is no page %d: pages are 1 to %d.", n, len(pages)), len(pages), top)
	}
	if len(pages) > 1 {
		head += fmt.Sprintf("page: %d of %d\n", n, len(pages))
	}
	s := pages[n-1]
	return e.page(head+s.text.String(), len(pages), slices.Concat(top, s.lines))
}

// marker is what the line takes that says which page it is.
func marker(room Room) int { return max(80, room.size("page: 1000 of 1000\n")) }

// page is a Page with the lines that stand on it.
func (e *Exhibit) page(text string, pages int, lines []line) Page {
	p := Page{Text: strings.TrimRight(text, "\n"), Pages: pages, Data: e.told()}
	here := map[int]bool{}
	for _, l := range lines {
		here[l.source] = true
		if l.data != nil {
			p.Data = append(p.Data, l.data()...)
		}
	}
	named := e.named()
	for i := range e.Origins {
		if here[i+1] || !named[i+1] {
			p.Origins = append(p.Origins, i)
		}
	}
	return p
}

// named are the origins that parts or rows name, by 1 + index.
func (e *Exhibit) named() map[int]bool {
	named := map[int]bool{}
	for _, p := range e.Parts {
		named[p.Source] = true
		for _, r := range p.Rows {
			named[r.Source] = true
		}
	}
	return named
}

// pageText is a page that fills.
type pageText struct {
	text  strings.Builder
	lines []line
}

// spread puts lines on pages: none is longer than most, except where a single line is.
func spread(blocks []block, most int, room Room) []*pageText {
	s := &pageText{}
	pages := []*pageText{s}
	taken := 0
	for _, b := range blocks {
		for i, l := range b.lines {
			need := room.size(l.text + "\n")
			if i == 0 {
				need += room.size(b.above)
			}
			if s.text.Len() > 0 && taken+need > most {
				s, taken = &pageText{}, 0
				pages = append(pages, s)
				if i > 0 {
					need += room.size(b.above)
				}
			}
			if i == 0 || s.text.Len() == 0 {
				s.text.WriteString(b.above)
			}
			taken += need
			s.text.WriteString(l.text + "\n")
			s.lines = append(s.lines, l)
		}
	}
	return pages
}

// single is the only page: rows of the first table as far as they fit beside all else.
func (e *Exhibit) single(head string, blocks []block, room Room) (string, []line) {
	table := slices.IndexFunc(e.shown(), func(p *Part) bool { return len(p.Rows) > 0 })
	taken := room.naming(e.Origins) + room.size(head)
	for i, b := range blocks {
		if i == table {
			b.lines = nil
		}
		taken += b.size(room)
	}
	text, lines := strings.Builder{}, []line(nil)
	text.WriteString(head)
	for i, b := range blocks {
		text.WriteString(b.above)
		for k, l := range b.lines {
			if i == table {
				if taken += room.size(l.text + "\n"); taken+max(60, room.size(notFitting(1000))) > PageSize {
					text.WriteString(notFitting(len(b.lines)-k) + "\n")
					break
				}
			}
			text.WriteString(l.text + "\n")
			lines = append(lines, l)
		}
	}
	return text.String(), lines
}

// shown are the parts that have a block.
func (e *Exhibit) shown() (parts []*Part) {
	for i := range e.Parts {
		if len(e.block(&e.Parts[i]).lines) > 0 {
			parts = append(parts, &e.Parts[i])
		}
	}
	return parts
}

// newest is page n of a table that runs from old to new, page 1 its end. All pages
// hold as many rows as fit below the facts, judged by the newest.
func (e *Exhibit) newest(head string, n int, room Room) (string, []line, int) {
	p := &e.Parts[0]
	b := e.block(p)
	_, columns, _ := strings.Cut(strings.TrimPrefix(b.above, "\n"), "\n")
	total := max(p.Total, len(p.Rows))
	bare := p.Rows[len(p.Rows)-1]
	bare.Note = ""
	last := e.row(p, bare, e.heads(p))
	left := PageSize - room.size(head+"\n") - room.size(p.Name+", page 1000 of 1000 (page 1 is the newest)\n")
	rows := min(mostRows, max(fewRows, left/room.size(last.text+"\n")))
	pages := (total + rows - 1) / rows
	if n > pages {
		return head + fmt.Sprintf("\nThere is no page %d: pages are 1 (newest) to %d.", n, pages), nil, pages
	}
	title := fmt.Sprintf("%s, page %d of %d", p.Name, n, pages)
	if pages > 1 {
		title += " (page 1 is the newest)"
	}
	end := max(0, len(b.lines)-(n-1)*rows)
	lines := b.lines[max(0, end-rows):end]
	var text strings.Builder
	text.WriteString(head + "\n" + title + "\n" + columns)
	for _, l := range lines {
		text.WriteString(l.text + "\n")
	}
	return text.String(), lines, pages
}

// size is what all of a block takes.
func (b block) size(room Room) int {
	n := room.size(b.above)
	for _, l := range b.lines {
		n += room.size(l.text + "\n")
	}
	return n
}

// Fits says that all of the exhibit fits one page.
func (e *Exhibit) Fits(room Room) bool {
	size := room.naming(e.Origins) + room.size(e.title())
	for _, b := range e.blocks() {
		size += b.size(room)
	}
	return size <= PageSize
}
