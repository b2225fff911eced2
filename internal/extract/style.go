package extract

import (
	"strconv"
	"strings"
)

// look is what a style says about how the text of an element is seen.
type look struct {
	hidden, faded           bool   // it is not; it is not until something moves
	tiny                    bool   // its letters are, and hidden by that alone
	bySheet                 bool   // a style sheet hides it, not its own style
	struck, raised, lowered bool   // what it is by its style alone
	block, fixed            bool   // it stands apart; it lies over the page
	display                 string // as the style says, in small letters
	before, after           string // signs that a style sheet puts around the text
}

// lookOf reads a style attribute or the declarations of a rule.
func lookOf(style string) (l look) {
	var color, ground, place, overflow string
	var offset, lift float64
	flat, small := false, false
	for declaration := range strings.SplitSeq(bare(style), ";") {
		key, value, ok := strings.Cut(declaration, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.ToLower(strings.TrimSpace(value))
		value = strings.TrimSpace(strings.TrimSuffix(value, "!important"))
		size, sized := length(value)
		switch key {
		case "display":
			l.display = value
		case "visibility", "content-visibility":
			l.hidden = l.hidden || value == "hidden" || value == "collapse"
		case "opacity":
			l.faded = sized && size <= 0.01
		case "font-size":
			l.tiny = sized && size <= 1
			small = sized && size < 12 || strings.Contains(value, "small") || strings.HasSuffix(value, "%") && value < "90%" && value != "100%"
		case "text-indent":
			l.hidden = l.hidden || sized && size <= -900
		case "clip", "clip-path":
			l.hidden = l.hidden || clipped(value)
		case "transform":
			l.hidden = l.hidden || strings.HasPrefix(value, "scale(0)")
		case "height", "max-height", "width", "max-width":
			flat = flat || sized && size <= 1
		case "overflow", "overflow-x", "overflow-y":
			overflow = value
		case "position":
			place = value
		case "left", "right", "top", "bottom":
			offset = min(offset, size)
			if key == "top" {
				lift = -size
			} else if key == "bottom" {
				lift = size
			}
		case "color":
			color = value
		case "background", "background-color":
			ground = value
		case "-webkit-background-clip", "background-clip":
			ground = "text" // its letters are cut out of a picture
		case "text-decoration", "text-decoration-line":
			l.struck = l.struck || strings.Contains(value, "line-through")
		case "vertical-align":
			l.lowered, l.raised = value == "sub", value == "super"
			if sized {
				lift = size
			}
		}
	}
	switch l.display {
	case "block", "flex", "grid", "table", "list-item", "flow-root":
		l.block = true
	}
	if small && !l.raised && !l.lowered && place != "absolute" {
		l.raised, l.lowered = lift > 0, lift < 0
	}
	l.fixed = place == "fixed" || place == "sticky"
	away := (place == "absolute" || place == "fixed") && offset <= -900
	clear := color == "transparent" || strings.HasPrefix(color, "rgba(") && strings.HasSuffix(strings.ReplaceAll(color, " ", ""), ",0)")
	l.hidden = l.hidden || l.display == "none" || away || flat && overflow == "hidden" ||
		ground != "text" && color != "" && (clear || color == ground)
	l.tiny = l.tiny && !l.hidden
	l.hidden = l.hidden || l.tiny
	return l
}

// bare is text without the comments of a style sheet.
func bare(text string) string {
	if !strings.Contains(text, "/*") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "/*")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, text, _ = strings.Cut(rest, "*/")
	}
}

// clipped says whether a region of a style shows nothing.
func clipped(value string) bool {
	value = strings.NewReplacer(" ", "", "px", "", ",", "").Replace(value)
	switch value {
	case "rect(0000)", "rect(1111)", "inset(50%)", "inset(100%)", "circle(0)":
		return true
	}
	return false
}

// length is a length of a style in pixels, roughly.
func length(value string) (float64, bool) {
	end := 0
	for end < len(value) && strings.IndexByte("+-.0123456789", value[end]) >= 0 {
		end++
	}
	size, err := strconv.ParseFloat(value[:end], 64)
	if err != nil {
		return 0, false
	}
	switch value[end:] {
	case "", "px":
		return size, true
	case "em", "rem", "ex", "ch", "vw", "vh":
		return 16 * size, true
	case "pt":
		return size * 4 / 3, true
	case "%":
		return size, size == 0 || size <= -500
	}
	return 0, false
}
