package yahoo

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine is the first words of a source's text: printable, on one line and
// short, so that it can stand in a log.
func oneLine(text string) string {
	const most = 200
	text = text[:min(len(text), 4*most)]
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == utf8.RuneError
	}), " ")
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "..."
	}
	return text
}

func firstText(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return oneLine(text)
		}
	}
	return ""
}

// webLink is text when it is the address of a page, else empty.
func webLink(text string) string {
	const longest = 2000
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	if text = u.String(); len(text) > longest {
		return ""
	}
	return text
}

// paragraph is text on one line, printable, cut after most characters.
func paragraph(text string, most int) string {
	text = text[:min(len(text), 4*most)]
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == utf8.RuneError
	}), " ")
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "..."
	}
	return text
}
