package main

import (
	"errors"
	"strconv"
	"strings"
)

// errValue is that of the types that read one value of the environment each. Their
// errors are never shown: they may quote a secret, and the field's want tag says better
// what is valid.
var errValue = errors.New("not valid")

// list is comma separated; blanks around its entries and empty entries are
// dropped.
type list []string

func (l *list) UnmarshalText(text []byte) error {
	*l = split(text)
	return nil
}

func split(text []byte) (entries []string) {
	for entry := range strings.SplitSeq(string(text), ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			entries = append(entries, entry)
		}
	}
	return entries
}

// toggle is true or false.
type toggle bool

func (f *toggle) UnmarshalText(text []byte) error {
	b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(string(text))))
	*f = toggle(b)
	return err
}
