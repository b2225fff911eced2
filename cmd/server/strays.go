package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// strays warns of variables that look like ours and are not: a misspelt limit
// would silently not hold, and a key under another program's name would silently
// leave us in the demo. demo says that it is one because no model server is
// configured. Values are never told.
func strays(environ []string, demo bool) (warnings []string) {
	set := map[string]bool{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		set[name] = value != ""
	}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		meant := meantBy(name, value)
		if meant == "" || !ours(name) && set[meant] { // that of another program, which needs its own
			continue
		}
		warning := fmt.Sprintf("%s is not a variable of this server; the nearest is %s", name, meant)
		if demo && slices.Contains([]string{"OPENAI_BASE_URL", "OPENAI_API_KEY", "QUOTEWIRE_MODEL", "QUOTEWIRE_DEMO"}, meant) {
			warning += "; no model server is configured, so this is the demo: its answers and prices are made up"
		}
		warnings = append(warnings, warning)
	}
	slices.Sort(warnings)
	return warnings
}

func ours(name string) bool { return strings.HasPrefix(name, "QUOTEWIRE_") }

// meantBy is the variable that one that is none of ours was probably meant to be;
// empty: none.
func meantBy(name, value string) string {
	known := variables()
	switch {
	case slices.ContainsFunc(known, func(v variable) bool { return v.name == name }), serviceLink(name, value):
		return ""
	case !ours(name) && value == "":
		return "" // compose files set what they pass on to nothing
	}
	upper := strings.ToUpper(name)
	for _, other := range otherNames() {
		if other.pattern.MatchString(upper) {
			return other.variable
		}
	}
	nearest := slices.MinFunc(known, func(a, b variable) int {
		return cmp.Or(cmp.Compare(lacking(upper, a.name), lacking(upper, b.name)), cmp.Compare(distance(upper, a.name), distance(upper, b.name)))
	}).name
	if ours(upper) || strings.HasPrefix(upper, nearest[:1]) && distance(upper, nearest) <= maxTypos {
		return nearest
	}
	return ""
}

// lacking is how many words of a name stand in none of ours: whoever writes
// QUOTEWIRE_CONTEXT means the variable that has that word.
func lacking(name, ours string) (n int) {
	words := strings.Split(ours, "_")
	for word := range strings.SplitSeq(name, "_") {
		if !slices.Contains(words, word) {
			n++
		}
	}
	return n
}

// maxTypos is how many letters may be wrong in a name that has not our prefix.
const maxTypos = 2

// otherName is how other programs call what one of our variables is.
type otherName struct {
	pattern  *regexp.Regexp
	variable string
}

// otherNames are whole names: many that only share the prefix belong to other
// programs (OPENAI_LOG, OPENAI_ORG_ID, OPENAI_ADMIN_KEY, PLAYWRIGHT_BROWSERS_PATH).
func otherNames() []otherName {
	return []otherName{
		{regexp.MustCompile(`^QUOTEWIRE_(PORT|LISTEN|BIND)$`), "QUOTEWIRE_ADDR"},
		{regexp.MustCompile(`^OPEN_?AI_(API_?)?(BASE|BASE_?UR[LI]|UR[LI]|ENDPOINT|HOST|SERVER)$`), "OPENAI_BASE_URL"},
		{regexp.MustCompile(`^OPEN_?AI_((API|SECRET|ACCESS)_?)?(KEYS?|TOKEN|SECRET)$`), "OPENAI_API_KEY"},
		{regexp.MustCompile(`^OPEN_?AI_((API|CHAT|DEFAULT|LLM)_)?MODELS?(_?(NAME|ID))?$`), "QUOTEWIRE_MODEL"},
		{regexp.MustCompile(`^BRAVE_(SEARCH_?)?(API_?)?(KEYS?|TOKEN)$`), "BRAVE_API_KEY"},
		{regexp.MustCompile(`^TAVILY_(SEARCH_?)?(API_?)?(KEYS?|TOKEN)$`), "TAVILY_API_KEY"},
		{regexp.MustCompile(`^PLAYWRIGHT_(CORE_)?(PATH|DIR|DRIVER(_(DIR|DIRECTORY|FOLDER|HOME))?)$`), "PLAYWRIGHT_DRIVER_PATH"},
	}
}

// serviceLink reports whether Kubernetes set a variable for a Service whose name
// begins with ours.
func serviceLink(name, value string) bool {
	return linkName.MatchString(name) || ours(name) && strings.HasSuffix(name, "_PORT") && strings.Contains(value, "://")
}

var linkName = regexp.MustCompile(`^QUOTEWIRE(_[A-Z0-9]+)*_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$`)

// distance is the number of letters to add, drop or change to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
