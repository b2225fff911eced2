package agent

import (
	"math"
	"unicode/utf8"

	"quotewire/internal/plaintext"
)

// wordBytes is how many letters of a word one token holds: models of small
// vocabularies and words that are not English take a token for about so many.
const wordBytes = 5

// longWord is how many letters a word may have before it is taken for a string that
// no vocabulary knows.
const longWord = 20

// Tokens estimates how many tokens a model counts in text, rather too many than
// too few. Bytes alone do not tell: prose has 4 bytes to a token, but most open
// models take each digit for one, so that a table of prices has 1.2. So digits
// count singly, words by their length, marks in pairs and all that is not ASCII by
// two bytes. A test holds it against real vocabularies.
func Tokens(text string) int {
	_, n := firstTokens(text, math.MaxInt)
	return n
}

// class is what a tokenizer splits a text by.
type class int

const (
	none class = iota
	blank
	letter
	digit
	mark
	line
	foreign
)

func classOf(c byte) class {
	switch {
	case c == ' ', c == '\t':
		return blank
	case c >= '0' && c <= '9':
		return digit
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return letter
	case c == '\n', c == '\r':
		return line
	case c >= 0x80:
		return foreign
	}
	return mark
}

// holds is how many bytes of a class one token holds, after run others of it.
func (k class) holds(run int) int {
	switch {
	case k == letter && run < longWord:
		return wordBytes
	case k == letter, k == mark, k == foreign:
		return 2
	case k == digit:
		return 1
	}
	return math.MaxInt // breaks and the rest of a gap
}

// firstTokens is how many bytes of text most tokens hold, and how many tokens
// those are.
func firstTokens(text string, most int) (bytes, tokens int) {
	n, last := 0, none
	run, room := 0, 0 // bytes of the class in a row, and what the token that was begun still holds
	for i := range len(text) {
		k, before := classOf(text[i]), n
		if k != last {
			run, room = 0, 0
			switch {
			case k == blank:
				room = 1 // it is part of the word or the mark after it
			case last == blank && k != letter && k != mark:
				n++ // and of nothing else
			}
		}
		if room <= 0 {
			n++
			room = k.holds(run)
		}
		if n > most {
			return i, before
		}
		room--
		run++
		if capital := text[i] >= 'A' && text[i] <= 'Z'; capital && last == letter {
			room-- // symbols and abbreviations are no words that a vocabulary knows
		}
		last = k
	}
	return len(text), n
}

// Shorten is the beginning of text that most tokens hold, never half a rune.
func Shorten(text string, most int) string {
	n, _ := firstTokens(text, max(0, most))
	return plaintext.Clip(text, n)
}

// left is said where text was taken from the middle of a question.
const left = "\n[a part is left out here: the question is longer than the model can hold]\n"

// Middle shortens text to most tokens by its middle: what is asked stands at the
// beginning or at the end of a long question. cut says that it did.
func Middle(text string, most int) (short string, cut bool) {
	if Tokens(text) <= most {
		return text, false
	}
	half := max(0, most-Tokens(left)) / 2
	head := Shorten(text, half)
	from := len(head)
	for n := Tokens(text[from:]); n > half; n = Tokens(text[from:]) {
		from += n - half // no token is shorter than a byte
		for from < len(text) && !utf8.RuneStart(text[from]) {
			from++
		}
	}
	return head + left + text[from:], true
}
