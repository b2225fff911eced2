package model

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quotewire/internal/sim/chatbot"
)

// Calls as text, as models write them whose server does not read them.

// joinCalls writes every call and what stands between two.
func joinCalls(calls []chatbot.Call, between string, write func(chatbot.Call) string) string {
	var all []string
	for _, c := range calls {
		all = append(all, write(c))
	}
	return strings.Join(all, between)
}

func jsonCall(c chatbot.Call, arguments string) string {
	return fmt.Sprintf(`{"name": %q, %q: %s}`, c.Name, arguments, c.Arguments)
}

func hermes(calls []chatbot.Call) string {
	return joinCalls(calls, "\n", func(c chatbot.Call) string { return "<tool_call>\n" + jsonCall(c, "arguments") + "\n</tool_call>" })
}

func bareJSON(calls []chatbot.Call) string {
	return joinCalls(calls, "; ", func(c chatbot.Call) string { return jsonCall(c, "parameters") })
}

func pythonTag(calls []chatbot.Call) string { return "<|python_tag|>" + bareJSON(calls) }

func functionTags(calls []chatbot.Call) string {
	return joinCalls(calls, "\n", func(c chatbot.Call) string { return "<function=" + c.Name + ">" + c.Arguments + "</function>" })
}

func mistralList(calls []chatbot.Call) string {
	return "[TOOL_CALLS][" + joinCalls(calls, ", ", func(c chatbot.Call) string { return jsonCall(c, "arguments") }) + "]"
}

func mistralArgs(calls []chatbot.Call) string {
	return joinCalls(calls, "", func(c chatbot.Call) string { return "[TOOL_CALLS]" + c.Name + "[ARGS]" + c.Arguments })
}

func qwenCoder(calls []chatbot.Call) string {
	return joinCalls(calls, "\n", func(c chatbot.Call) string { return "<tool_call>\n" + functionParameters(c) + "\n</tool_call>" })
}

// qwenCoderBare leaves out the tag around the function, as the model does at times.
func qwenCoderBare(calls []chatbot.Call) string { return joinCalls(calls, "\n", functionParameters) }

func functionParameters(c chatbot.Call) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<function=%s>\n", c.Name)
	for _, a := range argumentsOf(c) {
		fmt.Fprintf(&b, "<parameter=%s>\n%s\n</parameter>\n", a.name, a.value)
	}
	return b.String() + "</function>"
}

func glm(calls []chatbot.Call) string {
	return joinCalls(calls, "\n", func(c chatbot.Call) string {
		var b strings.Builder
		fmt.Fprintf(&b, "<tool_call>%s\n", c.Name)
		for _, a := range argumentsOf(c) {
			fmt.Fprintf(&b, "<arg_key>%s</arg_key>\n<arg_value>%s</arg_value>\n", a.name, a.value)
		}
		return b.String() + "</tool_call>"
	})
}

func deepSeekTokens(calls []chatbot.Call) string {
	return "<｜tool▁calls▁begin｜>" + joinCalls(calls, "", func(c chatbot.Call) string {
		return "<｜tool▁call▁begin｜>" + c.Name + "<｜tool▁sep｜>" + c.Arguments + "<｜tool▁call▁end｜>"
	}) + "<｜tool▁calls▁end｜>"
}

func deepSeekFences(calls []chatbot.Call) string {
	return "<｜tool▁calls▁begin｜>" + joinCalls(calls, "\n", func(c chatbot.Call) string {
		return "<｜tool▁call▁begin｜>function<｜tool▁sep｜>" + c.Name + "\n```json\n" + c.Arguments + "\n```<｜tool▁call▁end｜>"
	}) + "<｜tool▁calls▁end｜>"
}

func kimiTokens(calls []chatbot.Call) string {
	at := -1
	return "<|tool_calls_section_begin|>" + joinCalls(calls, "", func(c chatbot.Call) string {
		at++
		return fmt.Sprintf("<|tool_call_begin|>functions.%s:%d<|tool_call_argument_begin|>%s<|tool_call_end|>", c.Name, at, c.Arguments)
	}) + "<|tool_calls_section_end|>"
}

// harmony is gpt-oss's own form, which has one call a step.
func harmony(calls []chatbot.Call) string {
	return joinCalls(calls, "", func(c chatbot.Call) string {
		return "<|channel|>commentary to=functions." + c.Name + " <|constrain|>json<|message|>" + c.Arguments + "<|call|>"
	})
}

type argument struct{ name, value string }

// argumentsOf is a call's arguments by name: texts bare, all else as JSON.
func argumentsOf(c chatbot.Call) []argument {
	var values map[string]json.RawMessage
	if json.Unmarshal([]byte(c.Arguments), &values) != nil {
		return nil // of a scripted call that is no JSON
	}
	var all []argument
	for _, name := range slices.Sorted(maps.Keys(values)) {
		value := string(values[name])
		var text string
		if json.Unmarshal(values[name], &text) == nil {
			value = text
		}
		all = append(all, argument{name, value})
	}
	return all
}
