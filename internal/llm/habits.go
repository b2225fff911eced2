package llm

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"quotewire/internal/plaintext"
)

// habits is what a server was found to refuse of a request, or to want in another
// form. It is learnt from refusals that name a field of ours, one at a time, and
// kept as long as the client lives. It is never changed once it was given out.
type habits struct {
	noStreamOptions     bool
	noToolChoice        bool // then tools are not listed where none may be called
	maxCompletionTokens bool
	mergedRoles         bool
	emptyContent        contentForm
	unwanted            []string // fields of its own that it does not want back
	wanted              []string // fields that it wants in each message that calls, if only empty
	schemaless          []string // keywords that may not stand in a tool's schema
}

// contentForm is how a message says that it holds calls and no text.
type contentForm int

const (
	contentNull    contentForm = iota // as the standard has it
	contentEmpty                      // LM Studio
	contentWords                      // Bedrock
	contentLeftOut                    // servers that take the others for an answer
)

// names of what may be named in a refusal.
var (
	toolChoice   = regexp.MustCompile(`(?i)\btool[_ ]choice\b`)
	streamOption = regexp.MustCompile(`(?i)\bstream_options\b|\binclude_usage\b`)
	tokenLimit   = regexp.MustCompile(`(?i)\bmax_tokens\b`)
	contentField = regexp.MustCompile("(?im)[\"'`.\\]]content\\b|^content$|\\bfield content\\b|\\bcontent(?:Block)?\\b.{0,60}\\b(?:required|null|missing|string|empty|blank|given)\\b|: content$")
	notContent   = regexp.MustCompile(`(?i)content[ _-](?:policy|filter|management|moderation)`)
	lackingField = regexp.MustCompile(`(?i)\b(?:missing|required|requires|must (?:be|have|include|provide|pass)|pass(?:ed)? back|expected|not provided)\b`)
	roleOrder    = regexp.MustCompile(`(?i)system (?:role|message)s?[^.]{0,20}not supported|roles must alternate|system message must be at the beginning|role.{0,3}system.{0,40}(?:not (?:supported|allowed)|invalid)`)
	wordPattern  = regexp.MustCompile(`[$A-Za-z_][A-Za-z_]*`)
)

// schemaKeywords are those of a tool's schema that a model can do without.
func schemaKeywords() []string {
	return []string{"additionalProperties", "$schema", "$id", "$defs", "default", "examples", "format", "pattern", "minimum", "maximum",
		"exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "title", "const"}
}

// learn is what a refusal teaches of the request that it answers. It says false
// when that is nothing new.
func (h *habits) learn(w wired, refusal []byte) (*habits, bool) {
	said := strings.Join(spoken(refusal), "\n")
	learnt := *h
	switch {
	case said == "":
		return h, false
	case !h.noStreamOptions && streamOption.MatchString(said):
		learnt.noStreamOptions = true
	case w.tools != nil && !w.mayCall && !h.noToolChoice && toolChoice.MatchString(said):
		learnt.noToolChoice = true
	case w.maxTokens > 0 && !h.maxCompletionTokens && tokenLimit.MatchString(said):
		learnt.maxCompletionTokens = true
	case !h.mergedRoles && roleOrder.MatchString(said):
		learnt.mergedRoles = true
	default:
		return h.learnField(w, said)
	}
	return &learnt, true
}

// learnField looks for a field of the messages or the tools that is refused, or
// that is missing.
func (h *habits) learnField(w wired, said string) (*habits, bool) {
	learnt := *h
	words := wordPattern.FindAllString(said, -1)
	lacks := lackingField.MatchString(said)
	if name := h.wantedIn(w, words); lacks && name != "" {
		learnt.wanted = append(slices.Clone(h.wanted), name)
		return &learnt, true
	}
	if name := h.unwantedIn(w, words); !lacks && name != "" {
		learnt.unwanted = append(slices.Clone(h.unwanted), name)
		return &learnt, true
	}
	if name := h.keywordIn(w, said); name != "" {
		learnt.schemaless = append(slices.Clone(h.schemaless), name)
		return &learnt, true
	}
	if !contentField.MatchString(said) || notContent.MatchString(said) || h.emptyContent == contentLeftOut || !slices.ContainsFunc(w.Messages, saysNothing) {
		return h, false
	}
	learnt.emptyContent++
	return &learnt, true
}

// wantedIn is a field of thoughts that is among the words, and that a message
// which calls tools lacks: a model may have called without a thought.
func (h *habits) wantedIn(w wired, words []string) string {
	for _, name := range []string{"reasoning_content", "reasoning"} {
		lacks := slices.ContainsFunc(w.Messages, func(m Message) bool {
			return len(m.ToolCalls) > 0 && !slices.Contains(extraNames([]Message{m}), name)
		})
		if lacks && slices.Contains(words, name) && !slices.Contains(h.wanted, name) {
			return name
		}
	}
	return ""
}

func saysNothing(m Message) bool { return m.Content == "" && len(m.ToolCalls) > 0 }

// unwantedIn is a field that the server sent, that went back, and that is among
// the words.
func (h *habits) unwantedIn(w wired, words []string) string {
	for _, name := range extraNames(w.Messages) {
		if slices.Contains(words, name) && !slices.Contains(h.unwanted, name) {
			return name
		}
	}
	return ""
}

// keywordIn is a keyword of the schemas sent that is named.
func (h *habits) keywordIn(w wired, said string) string {
	for _, keyword := range schemaKeywords() {
		if namesKeyword(said, keyword) && !slices.Contains(h.schemaless, keyword) && bytes.Contains(w.tools, []byte(`"`+keyword+`"`)) {
			return keyword
		}
	}
	return ""
}

// namesKeyword says whether a text names a keyword as such, in quotes or in a path,
// and does not merely use the word.
func namesKeyword(said, keyword string) bool {
	for _, before := range []string{`"`, `'`, "`", "."} {
		_, rest, found := strings.Cut(said, before+keyword)
		if found && (rest == "" || strings.ContainsAny(rest[:1], "\"'`.:, ])")) {
			return true
		}
	}
	return false
}

// spoken is what a refusal says in its own words, and where it says it is. What
// it repeats of our request is left out: that names every field there is.
func spoken(refusal []byte) (said []string) {
	var whole any
	if json.Unmarshal(refusal, &whole) != nil {
		return []string{plaintext.Clip(string(refusal), maxRefusal)}
	}
	var walk func(v any, deep int)
	walk = func(v any, deep int) {
		switch v := v.(type) {
		case string:
			// Some put the JSON of another server into their message.
			if text := strings.TrimSpace(v); strings.HasPrefix(text, "{") && deep > 0 {
				var inner any
				if json.Unmarshal([]byte(text), &inner) == nil {
					walk(inner, deep-1)
					return
				}
			}
			said = append(said, plaintext.Clip(v, maxRefusal))
		case []any:
			for _, each := range v {
				walk(each, deep)
			}
		case map[string]any:
			for name, each := range v {
				if name != "input" && name != "body" && name != "request" && name != "ctx" {
					walk(each, deep)
				}
			}
		}
	}
	walk(whole, 3)
	return said
}

// maxRefusal is how much of what a server says is searched for a field's name.
const maxRefusal = 2 << 10

// schema is a tool's schema without the keywords that the server refuses.
func (h *habits) schema(raw json.RawMessage) json.RawMessage {
	if len(h.schemaless) == 0 {
		return raw
	}
	var whole any
	if json.Unmarshal(raw, &whole) != nil {
		return raw
	}
	stripped, err := json.Marshal(h.strip(whole, false))
	if err != nil {
		return raw
	}
	return stripped
}

// strip takes the keywords out of a schema. A parameter may have the name of one.
func (h *habits) strip(v any, names bool) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = h.strip(v[i], false)
		}
	case map[string]any:
		for name, each := range v {
			if !names && slices.Contains(h.schemaless, name) {
				delete(v, name)
				continue
			}
			v[name] = h.strip(each, !names && (name == "properties" || name == "$defs"))
		}
	}
	return v
}
