package extract

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
)

// decode is body as UTF-8. What the server and the page say of the encoding is
// believed only where the bytes do not say otherwise: both are often wrong.
func decode(body []byte, contentType string) string {
	encoding, name, _ := charset.DetermineEncoding(body[:min(len(body), 1024)], contentType)
	sevenBit := strings.HasPrefix(name, "iso-2022") || strings.HasPrefix(name, "utf-16") || name == "hz-gb-2312"
	if !sevenBit && validUTF8(body) {
		return strings.TrimPrefix(string(body), "\ufeff")
	}
	if name == "utf-8" {
		if good, bad := runes(body); bad > good {
			encoding = charmap.Windows1252
		}
	}
	text, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		text = body
	}
	return strings.TrimPrefix(strings.ToValidUTF8(string(text), "\ufffd"), "\ufeff")
}

// validUTF8 forgives a rune that the cut at the end of body has split.
func validUTF8(body []byte) bool {
	end := len(body)
	for back := 1; back < utf8.UTFMax && back <= len(body); back++ {
		if utf8.RuneStart(body[len(body)-back]) {
			if !utf8.FullRune(body[len(body)-back:]) {
				end = len(body) - back
			}
			break
		}
	}
	return utf8.Valid(body[:end])
}

// runes counts the runes of more than one byte, and the bytes that are part of
// no rune.
func runes(body []byte) (good, bad int) {
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		body = body[size:]
	}
	return good, bad
}

// isBinary says whether body is no text at all, whatever it is called.
func isBinary(body []byte, contentType string) bool {
	head := body[:min(len(body), 1024)]
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) ||
		strings.Contains(strings.ToLower(contentType), "utf-16") {
		return false
	}
	return bytes.IndexByte(head, 0) >= 0
}
