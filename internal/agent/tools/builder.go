package tools

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"quotewire/internal/agent"
	"quotewire/internal/exhibit"
	"quotewire/internal/market"
)

// builder puts an exhibit together.
type builder struct{ exhibit.Exhibit }

// list adds a part of facts; without facts there is no part, and the one that is given
// is nobody's.
func (b *builder) list(title string, facts factList) *exhibit.Part {
	return b.part(exhibit.Part{Head: exhibit.Head{Name: title}, Facts: facts}, len(facts))
}

// table adds a part of rows; without rows there is no part, and the one that is given
// is nobody's.
func (b *builder) table(title string, columns []exhibit.Head, rows []exhibit.Row) *exhibit.Part {
	return b.part(exhibit.Part{Head: exhibit.Head{Name: title}, Columns: columns, Rows: rows}, len(rows))
}

// part adds a part in which so many things stand.
func (b *builder) part(p exhibit.Part, things int) *exhibit.Part {
	if things == 0 {
		return &p
	}
	b.Parts = append(b.Parts, p)
	return &b.Parts[len(b.Parts)-1]
}

// prose adds paragraphs; without them there is no part.
func (b *builder) prose(title string, paragraphs []string) {
	if len(paragraphs) > 0 {
		b.Parts = append(b.Parts, exhibit.Part{Head: exhibit.Head{Name: title}, Prose: paragraphs})
	}
}

// words adds a fact at the top that is no figure.
func (b *builder) words(name, text string) { b.top().words(name, text) }

// wordsf is words with a format.
func (b *builder) wordsf(name, format string, args ...any) {
	b.words(name, fmt.Sprintf(format, args...))
}

// tell adds a figure that the title or words at the top tell.
func (b *builder) tell(name string, field exhibit.Field, v exhibit.Value) {
	(*factList)(&b.Told).add(name, v.Of(field))
}

// top is the facts that stand on each page.
func (b *builder) top() *factList { return (*factList)(&b.Facts) }

// factList gathers facts, each when it is there.
type factList []exhibit.Fact

// words adds a fact that is no figure.
func (l *factList) words(name, text string) { l.add(name, exhibit.Text(text)) }

// add adds a fact of values with words between them.
func (l *factList) add(name string, values ...exhibit.Value) {
	for _, v := range values {
		if v.Kind != exhibit.Absent || v.Before != "" {
			*l = append(*l, exhibit.Fact{Head: exhibit.Head{Name: name}, Values: values})
			return
		}
	}
}

// number adds a figure as write writes it.
func (l *factList) number(name string, field exhibit.Field, n market.Number, write form) {
	l.add(name, cell(n, write).Of(field))
}

// column is the head of a column of a field; empty: of words.
func column(name string, field exhibit.Field) exhibit.Head {
	return exhibit.Head{Name: name, Field: field}
}

// row is a row of cells.
func row(cells ...exhibit.Value) exhibit.Row { return exhibit.Row{Cells: cells} }

// label makes a foreign name safe for a line and a table: no breaks, no
// control characters, no column mark, at most 120 characters.
func label(s string) string { return short(foreign(s), 120) }

// foreign folds a foreign text into one line without control characters and
// column marks.
func foreign(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '|'
	}), " ")
}

// short cuts s after most characters.
func short(s string, most int) string {
	if len(s) <= most { // in bytes, so in characters as well
		return s
	}
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return s
}

// of says what the exhibit is about: what was written for it, where that is another
// spelling, and its origins.
func (b *builder) of(written string, got market.Symbol, origins ...exhibit.Origin) {
	b.Above, b.Subject, b.Origins = reading(written, got), got.String(), origins
}

// result is the exhibit as a tool gives it back, page as it was asked for.
func (b *builder) result(page int, summary string) agent.Result {
	return agent.Result{Exhibits: []*exhibit.Exhibit{&b.Exhibit}, Page: page, Summary: summary}
}

// moment is a time of day in UTC to the minute.
func moment(t time.Time) string { return exhibit.Moment(t, exhibit.UTC()).String() }
