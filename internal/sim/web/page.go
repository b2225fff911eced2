package web

import (
	"bytes"
	"embed"
	"fmt"
	"html"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"quotewire/internal/sim/facts"
)

//go:embed layout.html pages
var webFiles embed.FS

// wallPath is the page that stands before those behind a wall.
const wallPath = "/consent/wall"

// Page is a page of the simulated web.
type Page struct {
	Path      string
	Title     string
	About     string // one sentence, as the search engine quotes it
	Author    string
	Site      int // which of World.Sites the search engine finds it at
	Published time.Time
}

// webPage is a file below pages: lines of "key: value", a line "---", and
// the body, a text template.
//
//	title, about, author  as in Page
//	site                  wire, ledger or desk
//	age                   days before the world's time at which it was published
//	only                  the search engine finds it when one of these words is asked for, else never
//	bare                  true: the body is the whole page, without layout.html
//	wall                  true: behind the consent wall
type webPage struct {
	Page
	age        int
	only       []string
	bare, wall bool
	body       *template.Template
}

// SiteNames are the sites in their order, by the word that a page's file has for
// them.
func SiteNames() []string { return []string{"wire", "ledger", "desk"} }

func siteTitle(site int) string {
	return []string{"The Simulated Wire", "Simulated Ledger", "Simulated Rates Desk"}[site]
}

// library is all pages, and what their figures are made from.
type library struct {
	catalog *facts.Catalog
	pages   []*webPage // by path
	layout  *template.Template
}

func newLibrary() (*library, error) {
	c, err := facts.NewCatalog()
	if err != nil {
		return nil, err
	}
	l := &library{catalog: c}
	if l.layout, err = l.template("layout.html", "layout.html", nil); err != nil {
		return nil, err
	}
	err = fs.WalkDir(webFiles, "pages", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		p, err := l.parse(name)
		if err != nil {
			return fmt.Errorf("parse %s: %w", name, err)
		}
		l.pages = append(l.pages, p)
		return nil
	})
	return l, err
}

func (l *library) template(name, file string, src []byte) (*template.Template, error) {
	if src == nil {
		var err error
		if src, err = webFiles.ReadFile(file); err != nil {
			return nil, err
		}
	}
	return template.New(name).Funcs((&figures{}).functions()).Option("missingkey=error").Parse(string(src))
}

func (l *library) parse(name string) (*webPage, error) {
	src, err := webFiles.ReadFile(name)
	if err != nil {
		return nil, err
	}
	head, body, ok := bytes.Cut(src, []byte("\n---\n"))
	if !ok {
		return nil, fmt.Errorf("no line --- behind its head")
	}
	p := &webPage{Page: Page{Path: strings.TrimSuffix(strings.TrimPrefix(name, "pages"), ".html")}}
	for line := range strings.Lines(string(head)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if err := p.set(key, value); err != nil {
			return nil, err
		}
	}
	p.body, err = l.template(p.Path, name, body)
	return p, err
}

func (p *webPage) set(key, value string) (err error) {
	switch key {
	case "title":
		p.Title = value
	case "about":
		p.About = value
	case "author":
		p.Author = value
	case "site":
		if p.Site = slices.Index(SiteNames(), value); p.Site < 0 {
			err = fmt.Errorf("no such site: %q", value)
		}
	case "age":
		p.age, err = strconv.Atoi(value)
	case "only":
		p.only = strings.Fields(value)
	case "bare":
		p.bare = value == "true"
	case "wall":
		p.wall = value == "true"
	default:
		err = fmt.Errorf("no such key: %q", key)
	}
	return err
}

// at is the page as it is at a time.
func (p *webPage) at(now time.Time) Page {
	out := p.Page
	out.Published = facts.DayOf(now.UTC()).Time().AddDate(0, 0, -p.age).Add(13*time.Hour + 30*time.Minute)
	return out
}

// find is the page of a path; nil when there is none.
func (l *library) find(path string) *webPage {
	for _, p := range l.pages {
		if p.Path == path {
			return p
		}
	}
	return nil
}

// render makes the whole page. Its links to itself begin with base.
func (p *webPage) render(l *library, now time.Time, base string) ([]byte, error) {
	at := p.at(now)
	d := &figures{catalog: l.catalog, day: facts.DayOf(at.Published), now: now}
	var body bytes.Buffer
	if err := p.copy(p.body, d, &body, base); err != nil || p.bare {
		return body.Bytes(), err
	}
	var whole bytes.Buffer
	layout, err := l.layout.Clone()
	if err != nil {
		return nil, err
	}
	err = layout.Funcs(d.functions()).Execute(&whole, map[string]any{
		"Page": at, "Site": siteTitle(at.Site), "URL": base + at.Path, "Body": body.String(),
		"Published": at.Published.Format(time.RFC3339), "Base": base,
	})
	return whole.Bytes(), err
}

// copy executes a page's own template with the figures of one day. The template
// is shared, so that its functions are given to a copy of it.
func (p *webPage) copy(t *template.Template, d *figures, to *bytes.Buffer, base string) error {
	own, err := t.Clone()
	if err != nil {
		return err
	}
	return own.Funcs(d.functions()).Execute(to, map[string]any{"Page": p.at(d.now), "Base": base})
}

var (
	markupTag = regexp.MustCompile(`(?s)<(script|style).*?</(script|style)>|<!--.*?-->|<[^>]*>`)
	blanks    = regexp.MustCompile(`\s+`)
)

// words is the text of the page's body, for the search engine.
func (p *webPage) words(l *library, now time.Time) string {
	d := &figures{catalog: l.catalog, day: facts.DayOf(p.at(now).Published), now: now}
	var body bytes.Buffer
	if err := p.copy(p.body, d, &body, ""); err != nil {
		return ""
	}
	return blanks.ReplaceAllString(html.UnescapeString(markupTag.ReplaceAllString(body.String(), " ")), " ")
}

func escaped(text string) string { return html.EscapeString(text) }
