package exhibit

import (
	_ "embed"
	"strings"
)

// Field says what a datum is: "quote.price", "history.close". It is one of the closed
// list in fields.txt, or a line of a statement, "statement." with the key that its
// source gives it.
type Field string

// fields is the closed list, a field a line; what follows a blank is for readers.
//
//go:embed fields.txt
var fields string

// statement is how the fields of statements begin: their lines are the source's.
const statement = "statement."

// Known says that f is on the closed list.
func (f Field) Known() bool {
	if line, ok := strings.CutPrefix(string(f), statement); ok {
		return line != ""
	}
	return f != "" && !strings.ContainsAny(string(f), " \n") && strings.Contains("\n"+fields, "\n"+string(f)+" ")
}

// key is the last part of f, the name of its column for programs.
func (f Field) key() string {
	return string(f[strings.LastIndexByte(string(f), '.')+1:])
}
