package extract

import (
	"regexp"
	"strings"

	"quotewire/internal/plaintext"
)

// Split cuts the text of a document into parts of about size bytes, between its
// paragraphs where that is possible. A table that goes on in the next part has its
// head there again: figures without the names of their columns say nothing.
func Split(text string, size int) []string {
	var parts []string
	for len(text) > size {
		end := breakAt(text, size)
		head := tableHead(text, end, size/4)
		parts = append(parts, strings.TrimRight(text[:end], "\n "))
		text = head + strings.TrimLeft(text[end:], "\n")
	}
	return append(parts, text)
}

// breakAt is where the first part of text ends, at most size bytes from its
// beginning and beyond its first half.
func breakAt(text string, size int) int {
	for _, mark := range []string{"\n\n", "\n", " "} {
		if at := strings.LastIndex(text[:size], mark); at > size/2 {
			return at + len(mark)
		}
	}
	return len(plaintext.Clip(text, size))
}

// rule is the line of a table below its first.
var rule = regexp.MustCompile(`^\|(?:\s*:?-+:?\s*\|)+$`)

// tableHead are the lines at the beginning of the table in which text[:end] ends
// that name its columns, empty when it ends in none or when they are longer than
// limit.
func tableHead(text string, end, limit int) string {
	if !strings.HasPrefix(strings.TrimLeft(text[end:], "\n"), "|") || strings.HasSuffix(text[:end], "\n\n") {
		return ""
	}
	start := end
	for start > 0 {
		line := strings.LastIndexByte(text[:start-1], '\n') + 1
		if !strings.HasPrefix(text[line:], "|") {
			break
		}
		start = line
	}
	lines := strings.SplitAfterN(text[start:end], "\n", 3+maxHeads)
	if start == end || len(lines) < 3 || !rule.MatchString(strings.TrimSuffix(lines[1], "\n")) {
		return ""
	}
	head := lines[0] + lines[1]
	first, _, _ := strings.Cut(lines[0][1:], "|")
	for _, line := range lines[2 : len(lines)-1] {
		// What is named below groups of columns has no label, or that of the groups.
		label, _, _ := strings.Cut(line[1:], "|")
		if strings.TrimSpace(label) != "" && label != first || len(head)+len(line) > limit {
			break
		}
		head += line
	}
	if len(head) <= limit {
		return head
	}
	return ""
}
