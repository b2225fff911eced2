package api

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"quotewire/internal/api/fault"
)

// queryFields reads the same names from a query, so that an EventSource can
// ask.
func queryFields(raw string) (fields, error) {
	var f fields
	values, err := parseQuery(raw, fieldNames())
	if err != nil {
		return f, err
	}
	for name, vs := range values {
		if to := f.text(name); to != nil {
			if *to, err = single(name, vs); err != nil {
				return f, err
			}
			continue
		}
		if err := f.setList(name, splitList(name, vs)); err != nil {
			return f, err
		}
	}
	return f, nil
}

// parseQuery reads a query that may hold these names only.
func parseQuery(raw string, valid []string) (url.Values, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, fault.Invalid("query", "it is not well formed", "encode names and values with percent signs")
	}
	for name, vs := range values {
		if !slices.Contains(valid, name) {
			return nil, unknownField(name, valid)
		}
		for _, v := range vs {
			if !utf8.ValidString(v) {
				return nil, fault.Invalid(name, "it is not valid UTF-8", "encode it as UTF-8")
			}
			if err := noNUL(name, v); err != nil {
				return nil, err
			}
		}
	}
	return values, nil
}

// single is the one value of a parameter. Two are refused: it would be chance
// which of them counts.
func single(name string, values []string) (string, error) {
	switch len(values) {
	case 0:
		return "", nil
	case 1:
		return present(values[0]), nil
	}
	return "", fault.Invalid(name, "it is given twice", "give it once")
}

// splitList splits at commas. Within URLs only a comma that another URL
// follows parts two of them.
func splitList(name string, values []string) []string {
	var out []string
	for _, v := range values {
		for i, piece := range strings.Split(v, ",") {
			if i > 0 && name == fieldPreferredURLs && !strings.Contains(piece, "://") && present(piece) != "" && len(out) > 0 {
				out[len(out)-1] += "," + piece
				continue
			}
			out = append(out, piece)
		}
	}
	return out
}

// listed names valid values in a message.
func listed(values []string) string { return strings.Join(values, ", ") }
