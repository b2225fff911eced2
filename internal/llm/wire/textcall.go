package wire

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// callMarks are what stands before calls that a server has not parsed, each as
// its model's chat template writes it.
func callMarks() []string {
	return []string{
		"<tool_call>", "<tool_calls>", "<|tool_call|>", "<|tool_calls|>", // Hermes, Qwen, GLM, Granite
		"<function=", "<function_call>", "<functioncall>", "<function_calls>", "<tools>", // Qwen3-Coder, Llama, Nexus
		"<invoke name=", "<minimax:tool_call>", "<seed:tool_call>", "<toolcall>", "<|start_action|>", "<|action_start|>",
		"[tool_calls]",                                                                                          // Mistral
		"<|python_tag|>",                                                                                        // Llama
		"<｜tool▁calls▁begin｜>", "<｜tool▁call▁begin｜>", "<|tool▁calls▁begin|>", "<|tool▁call▁begin|>", "<｜dsml｜", // DeepSeek
		"<|tool_calls_section_begin|>", "<|tool_call_begin|>", // Kimi
		"<|channel|>commentary to=", "to=functions.", // gpt-oss
		"functools[", // Phi
	}
}

// wrapping are marks without a meaning of their own: they are passed over
// between calls.
var wrapping = regexp.MustCompile("(?i)^(?:\\s+|[;,]|</?tool_calls?>|<\\|tool_calls?\\|>|</?function_?calls?>|</?tools>|</?(?:minimax|seed):tool_call>|</?toolcall>|<\\|(?:start|end)_action\\|>|<\\|action_(?:start|end)\\|>|<\\|plugin\\|>|</?｜DSML｜(?:function|tool)_?calls>" +
	"|\\[/?TOOL_CALLS\\]|<\\|python_tag\\|>|<[｜|]tool▁(?:calls?▁(?:begin|end)|sep)[｜|]>|<\\|tool_calls?(?:_section)?_(?:begin|end)\\|>" +
	"|<\\|(?:start|call|end|return|eom_id|eot_id|im_end|end_of_text|endoftext)\\|>|</s>|<｜end▁of▁sentence｜>|functools|```(?:json|tool_call|tool_code|python)?)")

var (
	jsonKey   = regexp.MustCompile(`^\{\s*"(\w*)("?)`)
	namedCall = regexp.MustCompile(`^\{\s*"(?:name|function|tool|tool_name)"\s*:\s*"([^"\\]*)"`)
	openKey   = regexp.MustCompile(`^(?:name|function|tool|tool_name|type|id|arguments|parameters|args|input|tool_calls|tool_call_id|function_call)$`)
	fence     = regexp.MustCompile("^```(\\w*)(\\s*)")
	apply     = regexp.MustCompile(`^([a-zA-Z_][\w.]*)(\(?)`)
)

// mayBeCall says whether text is calls so far.
func mayBeCall(text string, offered []ToolSpec) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	if text == "" {
		return true
	}
	marked := slices.ContainsFunc(callMarks(), func(mark string) bool {
		whole, begun := match(text, mark)
		return whole || begun
	})
	switch {
	case marked, strings.HasPrefix("```", text):
		return true
	case strings.HasPrefix(text, "```"):
		m := fence.FindStringSubmatch(text)
		language := slices.Contains([]string{"", "json", "tool_call", "tool_code"}, m[1])
		if rest := text[len(m[0]):]; rest != "" {
			return language && (mayBeJSON(rest, offered) || mayApply(rest, offered))
		}
		return language || m[2] == "" && (strings.HasPrefix("json", m[1]) || strings.HasPrefix("tool_code", m[1]) || strings.HasPrefix("tool_call", m[1]))
	}
	return mayBeJSON(text, offered) || mayApply(text, offered)
}

func mayBeJSON(text string, offered []ToolSpec) bool {
	if list, ok := strings.CutPrefix(text, "["); ok {
		list = strings.TrimLeft(list, " \t\r\n")
		return list == "" || list[0] == '{' && mayBeJSON(list, offered) || mayApply(list, offered)
	}
	if !strings.HasPrefix(text, "{") {
		return false
	}
	if m := namedCall.FindStringSubmatch(text); m != nil {
		return isOffered(toolName(m[1], offered), offered)
	}
	m := jsonKey.FindStringSubmatch(text)
	switch {
	case m == nil:
		return strings.TrimSpace(text[1:]) == ""
	case m[2] == "": // the key is not complete
		return len(m[1]) < 16 && len(m[0]) == len(text)
	}
	return openKey.MatchString(m[1])
}

// mayApply says whether text is a call as Python writes it, so far.
func mayApply(text string, offered []ToolSpec) bool {
	m := apply.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	if m[2] == "" {
		return len(m[0]) == len(text) && slices.ContainsFunc(offered, func(t ToolSpec) bool { return strings.HasPrefix(t.Name, m[1]) })
	}
	return isOffered(m[1], offered)
}

// callsIn is the calls that a text is wholly made of; none when any of it is
// something else, or calls what was not offered.
func callsIn(text string, offered []ToolSpec) (calls []ToolCall) {
	r := callReader{text: text, offered: offered}
	for {
		r.text = strings.TrimLeft(r.text, " \t\r\n")
		if n := len(wrapping.FindString(r.text)); n > 0 {
			r.text = r.text[n:]
			continue
		}
		if r.text == "" {
			return r.calls
		}
		if !r.next() {
			return nil
		}
	}
}

// callReader takes calls off the beginning of a text.
type callReader struct {
	text    string
	offered []ToolSpec
	calls   []ToolCall
	listed  bool // a list of calls as Python writes it is open
}

func (r *callReader) add(name, arguments string) bool {
	name = toolName(strings.TrimSpace(name), r.offered)
	if arguments = strings.TrimSpace(arguments); arguments == "" {
		arguments = "{}"
	}
	if !isOffered(name, r.offered) || !isObject(arguments) {
		return false
	}
	r.calls = append(r.calls, ToolCall{ID: newCallID(), Name: name, Arguments: arguments})
	return true
}

// next takes one call, or a list of them.
func (r *callReader) next() bool {
	switch r.text[0] {
	case '{':
		return r.json()
	case '[':
		if strings.HasPrefix(strings.TrimLeft(r.text[1:], " \t\r\n"), "{") {
			return r.json()
		}
		r.text, r.listed = r.text[1:], true
		return true
	case ']':
		closes := r.listed
		r.text, r.listed = r.text[1:], false
		return closes
	}
	for _, form := range []func() bool{r.tagged, r.pairs, r.named, r.applied} {
		if form() {
			return true
		}
	}
	return false
}

// value takes a JSON value off the text.
func (r *callReader) value() (json.RawMessage, bool) {
	var raw json.RawMessage
	dec := json.NewDecoder(strings.NewReader(r.text))
	if dec.Decode(&raw) != nil {
		return nil, false
	}
	r.text = r.text[dec.InputOffset():]
	return raw, true
}

func (r *callReader) json() bool {
	raw, ok := r.value()
	if !ok {
		return false
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return r.object(raw)
	}
	return len(list) > 0 && r.objects(list)
}

func (r *callReader) objects(list []json.RawMessage) bool {
	return !slices.ContainsFunc(list, func(one json.RawMessage) bool { return !r.object(one) })
}

// object reads a call as an object: its name and its arguments, under the names
// that models have for them, and nothing beside.
func (r *callReader) object(raw json.RawMessage) bool {
	var name, arguments string
	known, nested := true, []json.RawMessage(nil)
	Members(raw, func(key string, value []byte) {
		switch key {
		case "name", "tool", "tool_name":
			name = string(LooseOf(value))
		case "function", "function_call":
			if value[0] == '{' {
				nested = append(nested, value)
			} else {
				name = string(LooseOf(value))
			}
		case "tool_calls":
			if json.Unmarshal(value, &nested) != nil {
				known = false
			}
		case "arguments", "parameters", "args", "input":
			arguments, _ = objectIn(string(LooseOf(value)))
			known = known && !isSchema(arguments)
		case "type", "id", "tool_call_id":
		default:
			known = false
		}
	})
	if !known || !r.objects(nested) {
		return false
	}
	return len(nested) > 0 || name != "" && arguments != "" && r.add(name, arguments)
}

// isSchema says whether what stands in the place of arguments describes them.
func isSchema(arguments string) bool {
	var schema struct {
		Type       string          `json:"type"`
		Properties json.RawMessage `json:"properties"`
	}
	return json.Unmarshal([]byte(arguments), &schema) == nil && schema.Type == "object" && schema.Properties != nil
}

var (
	functionTag = regexp.MustCompile(`(?s)^<function=["']?([^>"'\s{]+)["']?>?(.*?)(?:</?function>|$)`)
	invokeTag   = regexp.MustCompile(`(?s)^<(?:｜DSML｜)?invoke name="([^"]+)">(.*?)(?:</(?:｜DSML｜)?invoke>|$)`)
	parameter   = regexp.MustCompile(`(?s)^\s*<(?:｜DSML｜)?parameter(?:=|\s+name=)["']?([^>"'\s]+)["']?([^>]*)>(.*?)</(?:｜DSML｜)?parameter>`)
	argument    = regexp.MustCompile(`(?s)^\s*<arg_key>(.*?)</arg_key>\s*<arg_value>(.*?)</arg_value>`)
	pairsHead   = regexp.MustCompile(`^([\w.:-]+)\s*<arg_key>`)
	namedHead   = regexp.MustCompile("^(?:<\\|channel\\|>commentary\\s+)?(?:assistant\\s*)?(?:<\\|channel\\|>commentary\\s+)?(?:to=|function<[｜|]tool▁sep[｜|]>)?([\\w.:-]+?)\\s*" +
		"(?:(?:\\[CALL_ID\\]\\w+)?\\[ARGS\\]|<[｜|]tool▁sep[｜|]>|<\\|tool_call_argument_begin\\|>|(?:<\\|channel\\|>commentary\\s*)?(?:<\\|constrain\\|>)?(?:json)?<\\|message\\|>)?\\s*(?:```json\\s*)?\\{")
	appliedHead = regexp.MustCompile(`^([a-zA-Z_]\w*)(?:\.call)?\(`)
)

// tagged reads <function=NAME> and <invoke name="NAME">, with a JSON object or
// tagged parameters in it.
func (r *callReader) tagged() bool {
	for _, form := range []*regexp.Regexp{functionTag, invokeTag} {
		m := form.FindStringSubmatch(r.text)
		if m == nil {
			continue
		}
		body := strings.TrimSpace(m[2])
		if !strings.HasPrefix(body, "{") {
			if strings.Contains(body, "<parameter=") && !strings.Contains(body, "</parameter>") { // left open
				body = strings.TrimPrefix(strings.ReplaceAll(body, "<parameter=", "</parameter><parameter="), "</parameter>") + "</parameter>"
			}
			arguments, rest := r.parameters(m[1], body, parameter)
			if strings.TrimSpace(rest) != "" {
				return false
			}
			body = arguments
		}
		r.text = r.text[len(m[0]):]
		return r.add(m[1], body)
	}
	return false
}

// pairs reads a name and tagged keys and values, as GLM writes them.
func (r *callReader) pairs() bool {
	m := pairsHead.FindStringSubmatch(r.text)
	if m == nil {
		return false
	}
	arguments, rest := r.parameters(m[1], r.text[len(m[1]):], argument)
	r.text = rest
	return r.add(m[1], arguments)
}

// parameters reads values that are tagged and not quoted: what they are the
// tool's schema says.
func (r *callReader) parameters(tool, body string, form *regexp.Regexp) (arguments, rest string) {
	texts := r.texts(tool)
	values := map[string]json.RawMessage{}
	for {
		m := form.FindStringSubmatch(body)
		if m == nil {
			break
		}
		body = body[len(m[0]):]
		name, value := strings.TrimSpace(m[1]), strings.TrimSpace(m[len(m)-1])
		raw := json.RawMessage(spelled(value))
		if texts[name] || strings.Contains(m[2], `string="true"`) || !json.Valid(raw) {
			quoted, err := json.Marshal(value)
			if err != nil {
				continue // a string always encodes
			}
			raw = quoted
		}
		values[name] = raw
	}
	encoded, err := json.Marshal(values)
	if err != nil {
		return "", body
	}
	return string(encoded), body
}

// texts are the parameters of a tool that are strings.
func (r *callReader) texts(tool string) map[string]bool {
	texts := map[string]bool{}
	tool = toolName(tool, r.offered)
	for _, t := range r.offered {
		var schema struct {
			Properties map[string]struct {
				Type any `json:"type"`
			} `json:"properties"`
		}
		if t.Name != tool || json.Unmarshal(t.Schema, &schema) != nil {
			continue
		}
		for name, property := range schema.Properties {
			texts[name] = property.Type == "string"
		}
	}
	return texts
}

// named reads a name with a JSON object behind it.
func (r *callReader) named() bool {
	m := namedHead.FindStringSubmatch(r.text)
	if m == nil {
		return false
	}
	r.text = r.text[len(m[0])-1:]
	raw, ok := r.value()
	return ok && r.add(m[1], string(raw))
}

// applied reads a call as Python writes it.
func (r *callReader) applied() bool {
	m := appliedHead.FindStringSubmatch(r.text)
	if m == nil {
		return false
	}
	arguments, rest, ok := keywords(r.text[len(m[0]):])
	if !ok {
		return false
	}
	r.text = rest
	return r.add(m[1], arguments)
}

var keyword = regexp.MustCompile(`^\s*([a-zA-Z_]\w*)\s*=\s*`)

// keywords reads Python's keyword arguments up to their closing parenthesis.
func keywords(text string) (arguments, rest string, ok bool) {
	var out bytes.Buffer
	for {
		text = strings.TrimLeft(text, " \t\r\n,")
		if rest, closed := strings.CutPrefix(text, ")"); closed {
			return "{" + out.String() + "}", rest, true
		}
		m := keyword.FindStringSubmatch(text)
		if m == nil {
			return "", text, false
		}
		value, rest := literal(text[len(m[0]):])
		if !json.Valid([]byte(value)) {
			return "", text, false
		}
		if out.Len() > 0 {
			out.WriteByte(',')
		}
		out.WriteString(`"` + m[1] + `":` + value)
		text = rest
	}
}

// literal turns one of Python's literals into JSON, up to the comma or the
// parenthesis behind it.
func literal(text string) (value, rest string) {
	var out strings.Builder
	depth := 0
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case b == '"' || b == '\'':
			end := i + 1
			for end < len(text) && text[end] != b {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			if end >= len(text) {
				return "", text
			}
			inner := text[i+1 : end]
			if b == '\'' {
				inner = strings.ReplaceAll(strings.ReplaceAll(inner, `\'`, `'`), `"`, `\"`)
			}
			out.WriteString(`"` + inner + `"`)
			i = end
		case depth == 0 && (b == ',' || b == ')'):
			return spelled(out.String()), text[i:]
		case b == '[' || b == '{' || b == '(':
			depth++
			out.WriteByte(b)
		case b == ']' || b == '}' || b == ')':
			depth--
			out.WriteByte(b)
		default:
			out.WriteByte(b)
		}
	}
	return "", text
}

// spelled is a literal with Python's words for JSON's.
func spelled(value string) string {
	switch value = strings.TrimSpace(value); value {
	case "True":
		return "true"
	case "False":
		return "false"
	case "None":
		return "null"
	}
	return value
}
