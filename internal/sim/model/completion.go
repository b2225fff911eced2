package model

type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// whole is the answer to a request that asked for no stream.
func (o outcome) whole() fields {
	d := o.dialect
	message := over(o.thoughts(), fields{"role": "assistant", "content": o.said(), "refusal": nil})
	if len(o.calls) > 0 && d.write == nil {
		if o.said() == "" {
			message["content"] = nil
		}
		f := d.calls
		f.pieces, f.together, f.index = inOne, true, noIndex
		o.dialect.calls = f
		message = over(message, o.callDeltas()[0])
	}
	body := fields{
		"id": o.id, "object": "chat.completion", "created": o.made, "model": o.asked.Model,
		"choices": []fields{{"index": 0, "message": message, "logprobs": nil, "finish_reason": o.Finish}},
	}
	if d.usage != usageNowhere {
		body["usage"] = o.usage
	}
	return body
}

// thoughts is the fields of a message that its stream would have built up.
func (o outcome) thoughts() fields {
	if o.dialect.think == nil {
		return nil
	}
	sum := fields{}
	for _, delta := range o.dialect.think(o.thought) {
		for name, value := range delta {
			switch value := value.(type) {
			case string:
				before, _ := sum[name].(string)
				sum[name] = before + value
			case []fields:
				before, _ := sum[name].([]fields)
				sum[name] = append(before, value...)
			}
		}
	}
	return sum
}
