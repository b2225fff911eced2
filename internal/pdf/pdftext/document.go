package pdftext

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"quotewire/internal/pdf"
)

var (
	// ErrNoMap is a document whose text is mostly glyphs that nobody knows.
	ErrNoMap = errors.New("fonts have no map to letters")
	// ErrPictures is a document without text that shows pictures.
	ErrPictures = errors.New("document holds pictures and no text")
)

// Limits bound a document.
type Limits struct {
	Pages int
	Text  int // in bytes; the page that crosses it is the last
	Time  time.Duration
}

// errTime is why the reading ends that takes longer than it may.
var errTime = errors.New("reading takes too long")

// Read is the text of a file, page after page, and whether there is more of it: of
// one that takes too long it is what could be read. Its errors are those of the
// package, and ctx's.
func Read(ctx context.Context, f *pdf.File, limits Limits) (text string, cut bool, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limits.Time, errTime)
	defer cancel()
	r := newReader(f)
	pages, cut := f.Pages(limits.Pages)
	var b strings.Builder
	for _, page := range pages {
		if b.Len() > limits.Text {
			cut = true
			break
		}
		glyphs, err := r.read(ctx, page)
		if err != nil && !errors.Is(err, errTime) {
			return "", false, err
		}
		b.WriteString(layOut(glyphs))
		b.WriteString("\n\n")
		if err != nil {
			cut = true
			break
		}
	}
	switch {
	case r.unknown > r.known || r.doubt.fails(r.known):
		return "", false, ErrNoMap
	case r.known == 0 && r.pictures > 0:
		return "", false, ErrPictures
	}
	return b.String(), cut, nil
}

// reader goes through the pages of one file.
type reader struct {
	f        *pdf.File
	tables   *tables
	fonts    map[pdf.Ref]*font
	hidden   map[pdf.Ref]bool // layers that are not shown
	known    int              // glyphs whose letters are known
	unknown  int
	doubt    doubt
	pictures int
}

func newReader(f *pdf.File) *reader {
	return &reader{f: f, tables: readTables(), fonts: map[pdf.Ref]*font{}, hidden: f.HiddenLayers()}
}

// read is what stands on a page, in the order in which it is drawn.
func (r *reader) read(ctx context.Context, page pdf.Page) ([]glyph, error) {
	c := &canvas{reader: r, ctx: ctx, seen: page.Box, left: maxOperators}
	err := c.run(r.f.Content(page), page.Resources, newState(), 0)
	if err == nil {
		err = c.annotate(page)
	}
	return c.shown(), err
}

// shown is what of a page its reader has before them. Text without any colour is
// there to be found: it says what a picture shows, or all that a page has.
func (c *canvas) shown() []glyph {
	clear := 0
	for _, g := range c.glyphs {
		if g.clear {
			clear++
		}
	}
	if 2*clear > len(c.glyphs) {
		return c.glyphs
	}
	return slices.DeleteFunc(c.glyphs, func(g glyph) bool {
		return g.clear && !slices.ContainsFunc(c.images, func(image box) bool { return g.angle == 0 && image.holds(g.x0, g.y, g.size) })
	})
}
