package chatbot

import "encoding/json"

// Tools is what a request offers, by name.
type Tools map[string]Tool

// Offered is the tools that may be called; none when calls are forbidden.
func Offered(asked Request) Tools {
	all := make(Tools)
	if asked.ToolChoice == "none" {
		return all
	}
	for _, t := range asked.Tools {
		all[t.Function.Name] = t
	}
	return all
}

// call is a call of a tool that is offered and takes these arguments; nil when
// there is none.
func (t Tools) call(name string, args fields) []Call {
	tool, ok := t[name]
	if !ok {
		return nil
	}
	p := tool.Function.Parameters
	for _, r := range p.Required {
		if _, given := args[r]; !given {
			return nil
		}
	}
	for a := range args {
		if _, known := p.Properties[a]; !known {
			return nil
		}
	}
	raw, err := json.Marshal(args)
	if err != nil {
		return nil
	}
	return []Call{{name, string(raw)}}
}

// takes says whether a tool that is offered has a parameter.
func (t Tools) takes(name, parameter string) bool {
	tool, ok := t[name]
	_, known := tool.Function.Parameters.Properties[parameter]
	return ok && known
}
