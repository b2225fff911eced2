package pdf

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// The same two facts in the file's metadata, which are XML.
var (
	xmpTitle  = regexp.MustCompile(`(?s)<dc:title>.{0,200}?<rdf:li[^>]*>(.{1,500}?)</rdf:li>`)
	xmpAuthor = regexp.MustCompile(`(?s)<dc:creator>.{0,200}?<rdf:li[^>]*>(.{1,500}?)</rdf:li>`)
)

// Title and Author are what the file says of itself; empty where it says nothing.
func (f *File) Title() string  { return f.told("Title", xmpTitle) }
func (f *File) Author() string { return f.told("Author", xmpAuthor) }

func (f *File) told(key Name, pattern *regexp.Regexp) string {
	if text, ok := f.Get(f.Dict(f.trailer["Info"])[key]).(String); ok && strings.TrimSpace(Text(text)) != "" {
		return Text(text)
	}
	s := f.Stream(f.Dict(f.trailer["Root"])["Metadata"])
	if s == nil {
		return ""
	}
	data, _ := f.Data(s)
	if found := pattern.FindSubmatch(data[:min(len(data), 1<<20)]); found != nil {
		return html.UnescapeString(strings.ToValidUTF8(string(found[1]), ""))
	}
	return ""
}

// Text is a string that is meant for people, in any of its three encodings.
func Text(s String) string {
	text := string(s)
	switch {
	case strings.HasPrefix(text, "\xfe\xff"):
		return UTF16(text[2:])
	case strings.HasPrefix(text, "\xef\xbb\xbf"):
		return strings.ToValidUTF8(text[3:], "")
	}
	decoded, err := charmap.Windows1252.NewDecoder().String(text)
	if err != nil {
		return ""
	}
	return decoded
}

// UTF16 is text of which two bytes are a unit, the higher one first.
func UTF16(text string) string {
	var units []uint16
	for ; len(text) >= 2; text = text[2:] {
		units = append(units, uint16(text[0])<<8|uint16(text[1]))
	}
	return string(utf16.Decode(units))
}
