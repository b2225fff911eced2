package extract

import "strings"

const (
	// ScreenWidth is the width of the window for which a page is read, in pixels, in a
	// browser too.
	ScreenWidth = 1280
	// maxBlocks is how deep rules may lie in blocks of rules.
	maxBlocks = 4
)

// eachRule calls do with the rules of a style sheet that hold on a wide screen, no
// deeper in blocks of rules than depth.
func eachRule(text string, depth int, do func(selectors, declarations string)) {
	for {
		at := strings.IndexAny(text, "{;}")
		if at < 0 {
			return
		}
		before, rest := strings.TrimSpace(text[:at]), text[at+1:]
		if text[at] != '{' {
			text = rest
			continue
		}
		end, open := 0, 1
		for ; end < len(rest); end++ {
			if rest[end] == '{' {
				open++
			} else if rest[end] == '}' {
				if open--; open == 0 {
					break
				}
			}
		}
		if !strings.HasPrefix(before, "@") {
			do(before, rest[:end])
		} else if depth > 0 && holdsBlock(before) {
			eachRule(rest[:end], depth-1, do)
		}
		text = rest[min(end+1, len(rest)):]
	}
}

// holdsBlock says whether the rules below an at-rule are those of a wide screen.
func holdsBlock(before string) bool {
	name, query, _ := strings.Cut(before, " ")
	switch strings.ToLower(name) {
	case "@supports", "@layer":
		return !strings.Contains(query, "not")
	case "@media":
		return mediaApplies(query)
	}
	at, _, _ := strings.Cut(before, "(")
	return strings.EqualFold(at, "@media") && mediaApplies(before[len(at):])
}

// mediaApplies says whether a media query is true of a wide screen. Of what it does not
// know it says no.
func mediaApplies(query string) bool {
	if strings.TrimSpace(query) == "" {
		return true
	}
	for one := range strings.SplitSeq(strings.ToLower(query), ",") {
		all := true
		for term := range strings.SplitSeq(one, " and ") {
			all = all && termApplies(strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(term), "only "), " ", ""))
		}
		if all {
			return true
		}
	}
	return false
}

func termApplies(term string) bool {
	if term == "screen" || term == "all" {
		return true
	}
	term = strings.Trim(term, "()")
	for _, from := range []string{"min-width:", "width>=", "width>"} {
		if value, ok := strings.CutPrefix(term, from); ok {
			size, sized := length(value)
			return sized && size <= ScreenWidth
		}
	}
	for _, upTo := range []string{"max-width:", "width<=", "width<"} {
		if value, ok := strings.CutPrefix(term, upTo); ok {
			size, sized := length(value)
			return sized && size >= ScreenWidth
		}
	}
	return false
}
