package search

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"quotewire/internal/plaintext"
)

// kind says who can answer a question.
type kind string

const (
	numerical   kind = "numerical"   // market data
	qualitative kind = "qualitative" // pages
	derived     kind = "derived"     // arithmetic on the others' answers
	unsaid      kind = "unsaid"      // the plan does not say it: market data and pages
)

// subquestion is one thing to find out.
type subquestion struct {
	Text   string
	Kind   kind
	Search string
}

// What is read of a list that a model wrote.
const (
	maxQuestions     = 20
	maxQuestionBytes = 500
	maxPlanBytes     = 64 << 10
	maxTries         = 64 // brackets at which a list may begin
	leastLine        = 8  // bytes of a line that is worth asking
)

// readQuestions finds the questions in what a model wrote: JSON of any shape and
// care, or lines of a list. ok is false where it wrote no list at all; one without
// questions says that there is nothing to ask.
func readQuestions(reply string) (all []subquestion, ok bool) {
	reply = plaintext.Clip(reply, maxPlanBytes)
	if text := ""; json.Unmarshal([]byte(reply), &text) == nil {
		reply = text // some write the list into a string
	}
	var single, lists listing
	empty := false
	for i, tries := 0, 0; tries < maxTries; tries++ {
		next := strings.IndexAny(reply[i:], "{[")
		if next < 0 {
			break
		}
		l := lenient{text: reply, at: i + next}
		var found listing
		found.take(l.value(0), unsaid, false)
		switch {
		case len(found.all) > 1 || len(found.all) == 1 && found.list: // another may follow
			for _, q := range found.all {
				lists.add(q)
			}
			i = l.at
		case len(found.all) == 1: // an object a line, or the only one
			single.add(found.all[0])
			i = l.at
		default:
			empty = empty || found.empty && !l.cut
			i += next + 1
		}
	}
	if len(lists.all) > 0 {
		return lists.all, true
	}
	if len(single.all) == 0 {
		single.elements(reply)
	}
	if len(single.all) == 0 {
		single.lines(reply)
	}
	return single.all, empty || len(single.all) > 0
}

// listing is the questions that were read so far.
type listing struct {
	all   []subquestion
	list  bool // they stood in a list
	empty bool // a list had nothing in it
}

// add cleans a question and keeps it. A kind that stands within its text is told
// apart from it.
func (l *listing) add(q subquestion) {
	const around = " \t*_\"`"
	q.Text = strings.Trim(plaintext.Line(plaintext.Clip(q.Text, 2*maxQuestionBytes)), around)
	if q.Kind == unsaid {
		q.Kind, q.Text = kindIn(q.Text)
	}
	q.Text = plaintext.Clip(strings.Trim(q.Text, around), maxQuestionBytes)
	q.Search = plaintext.Clip(plaintext.Line(q.Search), maxQuestionBytes)
	if q.Search == "" {
		q.Search = q.Text
	}
	if !asks(q.Text) || len(l.all) == maxQuestions || slices.ContainsFunc(l.all, func(other subquestion) bool { return strings.EqualFold(other.Text, q.Text) }) {
		return
	}
	l.all = append(l.all, q)
}

var (
	// refusal begins what is no question, and denial says that there is none.
	refusal = regexp.MustCompile(`(?i)^(?:i(?:['’]m| am|['’]d)? (?:sorry|afraid|unable|not able|can(?:['’]t|not| not)|do(?:n['’]t| not)|w(?:on['’]t|ill not))|(?:i am )?sorry\b|as an ai\b|unfortunately\b)`)
	denial  = regexp.MustCompile(`(?i)^(?:none|nothing|no (?:(?:more|further|additional|other|new) )?(?:questions?|research|searche?s?|information|data)|not needed)\b[^?？]*$`)
)

// asks says that a text may be a question.
func asks(text string) bool {
	return strings.ContainsFunc(text, unicode.IsLetter) && !nothing.MatchString(text) && !kindWord.MatchString(text) && !refusal.MatchString(text) && !denial.MatchString(text)
}

// take reads a value: of is the kind that a name around it says, element that it
// stands in a list.
func (l *listing) take(value any, of kind, element bool) {
	switch value := value.(type) {
	case string:
		l.add(subquestion{Text: value, Kind: of})
	case []any:
		l.list, l.empty = true, l.empty || len(value) == 0
		if q, is := rowOf(value); is && element {
			l.add(q)
			return
		}
		for _, v := range value {
			l.take(v, of, true)
		}
	case []field:
		l.empty = l.empty || len(value) == 0
		l.object(value, of, element)
	}
}

// object reads a question, or what holds a list of them: {"questions": [...]}, a
// list of each kind, or a name for each question.
func (l *listing) object(o []field, of kind, element bool) {
	q, named := questionOf(o, of)
	before := len(l.all)
	for _, f := range o {
		if nested(f.value) && f.holds(element) {
			l.list = true
			l.take(f.value, f.kind(of), false)
		}
	}
	switch {
	case len(l.all) > before:
	case q.Text != "" && (named || element):
		l.add(q)
	default:
		for _, f := range o {
			if said, _ := f.value.(string); len(f.name) >= leastLine && kindWord.MatchString(said) { // a kind for each question
				l.list = true
				l.add(subquestion{Text: f.name, Kind: kindOf(said)})
			}
			if nested(f.value) || numbered.MatchString(plainName(f.name)) {
				l.take(f.value, f.kind(of), false)
			}
		}
	}
}

// rowOf reads a question that is written as a list of its fields: text, kind, search.
func rowOf(list []any) (q subquestion, is bool) {
	q.Kind = unsaid
	for _, v := range list {
		switch said, ok := v.(string); {
		case !ok:
			return q, false
		case kindWord.MatchString(said):
			q.Kind, is = kindOf(said), true
		case q.Text == "":
			q.Text = said
		default:
			q.Search = said
		}
	}
	return q, is && len(list) <= 4
}

func nested(value any) bool {
	switch value.(type) {
	case []any, []field:
		return true
	}
	return false
}

// holds says whether a field is one that lists of questions are put into. In a
// question queries are words for a search.
func (f field) holds(element bool) bool {
	name := plainName(f.name)
	if strings.HasPrefix(name, "search") {
		return false
	}
	lists := []string{"question", "step", "task", "plan", "item", "inquir"}
	return slices.ContainsFunc(lists, func(part string) bool { return strings.Contains(name, part) }) || !element && strings.Contains(name, "quer")
}

// kind is the one that the name of a field says, else that of what is around it.
func (f field) kind(of kind) kind {
	if kindWord.MatchString(f.name) {
		return kindOf(f.name)
	}
	return of
}
