package spelling

import (
	_ "embed"
	"iter"
	"strings"
)

// The tables, a line each, its fields between bars; what they are stands at their
// head. They are texts so that a look into one, as for each answer, makes no copy.
var (
	//go:embed venues.txt
	venues string
	//go:embed named.txt
	named string
	//go:embed american.txt
	american string
	//go:embed pairs.txt
	pairs string
	//go:embed coins.txt
	coins string
)

// row is a line of a table.
type row string

// rows are the lines of a table but its comments.
func rows(table string) iter.Seq[row] {
	return func(yield func(row) bool) {
		for line := range strings.Lines(table) {
			if !strings.HasPrefix(line, "#") && !yield(row(strings.TrimSuffix(line, "\n"))) {
				return
			}
		}
	}
}

// find is the first row whose field is value.
func find(table string, field int, value string) (row, bool) {
	if field == 0 {
		return keyed(table, value)
	}
	if !strings.Contains(table, "|"+value) { // as of most
		return "", false
	}
	for r := range rows(table) {
		if r.field(field) == value {
			return r, true
		}
	}
	return "", false
}

// keyed is find by the first field, as for each question.
func keyed(table, key string) (row, bool) {
	for rest := table; rest != "" && !strings.ContainsAny(key, "#|"); {
		end := strings.IndexByte(rest, '\n') + 1
		if end > len(key) && rest[len(key)] == '|' && rest[:len(key)] == key {
			return row(rest[:end-1]), true
		}
		if end == 0 {
			break
		}
		rest = rest[end:]
	}
	return "", false
}

// field is the i-th of the row, empty behind its last.
func (r row) field(i int) string {
	rest := string(r)
	for ; i > 0; i-- {
		_, rest, _ = strings.Cut(rest, "|")
	}
	field, _, _ := strings.Cut(rest, "|")
	return field
}

// has reports whether one of the words of the field is word.
func (r row) has(field int, word string) bool {
	for w := range strings.FieldsSeq(r.field(field)) {
		if w == word {
			return true
		}
	}
	return false
}
