package model

import "slices"

// dialects is the table. A line is what is known of a kind of server, or an
// oddity that several have.
func dialects() []dialect {
	return slices.Concat(hostedDialects(), localDialects(), writtenDialects(), thinkingDialects(),
		callDialects(), streamDialects(), refusingDialects())
}

func hostedDialects() []dialect {
	geminiCalls := callForm{sealed: true, index: allZero, pieces: inOne}
	geminiRefuses := []refusal{sealedCalls}
	return []dialect{
		{name: "openai", about: "OpenAI"},
		{name: "gemini", about: "Gemini: a call's signature has to come back; calls whole, all numbered 0; \"stop\" behind calls",
			calls: geminiCalls, reason: "stop", refuses: geminiRefuses},
		{name: "gemini-no-ids", about: "Gemini, whose parallel calls come together and without ids",
			calls: callForm{sealed: true, index: allZero, pieces: inOne, id: emptyID, together: true}, reason: "stop", refuses: geminiRefuses},
		{name: "gemini-gateway", about: "a gateway to Gemini: \"stop\" and usage in every chunk",
			calls: callForm{index: allZero, pieces: inOne}, reason: "stop", ends: endsEverywhere, usage: usageEverywhere},
		{name: "deepseek", about: "DeepSeek: the `reasoning_content` of this answer's calls has to come back, that of earlier answers must not",
			think: inField("reasoning_content"), opening: fields{"role": "assistant", "content": nil, "reasoning_content": ""}, usage: usageBesideReason,
			refuses: []refusal{thoughtsBack("reasoning_content", "Missing `reasoning_content` field in the assistant message at message index %d."), noOldThoughts}},
		{name: "openrouter", about: "OpenRouter: `reasoning_details` have to come back whole and in order; comments; usage beside a choice",
			think: inDetails, each: fields{"role": "assistant", "content": ""}, beside: fields{"provider": "Simulated"}, usage: usageBesideText,
			body: bodyForm{before: comments(": OPENROUTER PROCESSING\n\n", 3)}, refuses: []refusal{detailsBack}},
		{name: "mistral", about: "Mistral: unknown fields are refused (422), `stream_options` among them; ids are nine letters or digits",
			calls: callForm{pieces: inOne, id: nineID}, usage: usageBesideReason, refuses: []refusal{onlyKnownFields, nineLetterIDs, contentRequired}},
		{name: "kimi", about: "Kimi: tools named `functions.NAME`, usage in the choice; `reasoning_content` has to come back",
			think: inField("reasoning_content"), calls: callForm{name: prefixedName, id: functionID}, usage: usageInChoice,
			refuses: []refusal{thoughtsBack("reasoning_content", "thinking is enabled but reasoning_content is missing in assistant tool call message at index %d")}},
		{name: "groq", about: "Groq: usage in `x_groq`; with `tool_choice` none a call is refused",
			think: inField("reasoning"), calls: callForm{pieces: inOne}, usage: usageInGroq},
		{name: "groq-stubborn", about: "Groq with a model that calls a tool for as long as one is offered",
			calls: callForm{pieces: inOne}, usage: usageInGroq, stubborn: true},
		{name: "qwen", about: "Qwen's own service: later pieces of a call have an empty id and name",
			think: inField("reasoning_content"), opening: fields{"role": "assistant", "content": nil}, calls: callForm{empties: true}},
		{name: "azure", about: "Azure: a first chunk without choices; `stream_options` refused (400) as an unrecognized argument",
			body: bodyForm{before: promptFilter}, refuses: []refusal{without("stream_options", 400, openAIError("Unrecognized request argument supplied: stream_options", ""))}},
		{name: "databricks", about: "Databricks: `stream_options` refused (400) as an unknown field",
			refuses: []refusal{without("stream_options", 400, fields{"error_code": "BAD_REQUEST", "message": "Bad request: json: unknown field \"stream_options\"\n"})}},
	}
}

func localDialects() []dialect {
	ollama := dialect{think: inField("reasoning"), each: fields{"role": "assistant", "content": ""},
		beside: fields{"system_fingerprint": "fp_ollama"}, calls: callForm{pieces: inOne, index: allZero}, deaf: true}
	as := func(d dialect, name, about string) dialect {
		d.name, d.about = name, about
		return d
	}
	stubborn, loading, window := ollama, ollama, ollama
	stubborn.stubborn, loading.cold, window.window, window.think = true, coldSilent, 4096, nil
	llamacpp := dialect{think: inField("reasoning_content"), opening: fields{"role": "assistant", "content": nil}}
	busy := llamacpp
	busy.cold = coldBusy
	return []dialect{
		as(ollama, "ollama", "Ollama: calls whole, all numbered 0; thoughts in `reasoning`; `tool_choice` unknown"),
		as(stubborn, "ollama-stubborn", "Ollama with a model that calls a tool for as long as one is offered"),
		as(loading, "ollama-loading", "Ollama that loads its model: nothing comes until it is there (1 s, or as in `:load=90s`)"),
		as(window, "ollama-window", "Ollama with a window of 4,096 tokens: the front of a longer prompt is lost without a word"),
		{name: "vllm", about: "vLLM: thoughts in `reasoning_content`", think: inField("reasoning_content"), beside: fields{"prompt_token_ids": nil}},
		{name: "vllm-window", about: "vLLM with a window of 4,096 tokens: a longer prompt is refused",
			refuses: []refusal{withinWindow(4096)}, listed: fields{"max_model_len": 4096}},
		as(llamacpp, "llamacpp", "llama.cpp: null as the first content, thoughts in `reasoning_content`"),
		as(busy, "llamacpp-loading", "llama.cpp that loads its model: 503 until it is there (1 s, or as in `:load=90s`)"),
		{name: "lmstudio", about: "LM Studio: content null refused", refuses: []refusal{contentNotNull}},
	}
}

func writtenDialects() []dialect {
	return []dialect{
		{name: "hermes", about: "calls as text in `<tool_call>`", write: hermes, reason: "stop"},
		{name: "qwen3-coder", about: "calls as text in `<function=NAME>` and `<parameter=NAME>`, in `<tool_call>`", write: qwenCoder, reason: "stop", text: shards},
		{name: "qwen3-coder-bare", about: "the same without `<tool_call>`", write: qwenCoderBare, reason: "stop"},
		{name: "llama", about: "a call as text, a bare JSON object with parameters, one a step", write: bareJSON, reason: "stop", serial: true},
		{name: "llama-parallel", about: "calls as text, bare JSON objects parted by semicolons", write: bareJSON, reason: "stop"},
		{name: "llama-tag", about: "a call as text behind `<|python_tag|>`", write: pythonTag, reason: "stop", serial: true},
		{name: "llama-function", about: "calls as text in `<function=NAME>`, with JSON in it", write: functionTags, reason: "stop"},
		{name: "mistral-text", about: "calls as text, a list behind `[TOOL_CALLS]`", write: mistralList, reason: "stop"},
		{name: "mistral-args", about: "calls as text, `[TOOL_CALLS]NAME[ARGS]`", write: mistralArgs, reason: "stop", text: shards},
		{name: "deepseek-text", about: "calls as text between DeepSeek's tokens", write: deepSeekTokens, reason: "stop", text: shards},
		{name: "deepseek-text-v3", about: "the same with JSON in fences", write: deepSeekFences, reason: "stop"},
		{name: "kimi-text", about: "calls as text between Kimi's tokens", write: kimiTokens, reason: "stop"},
		{name: "gpt-oss-text", about: "a call as text in gpt-oss's channels", write: harmony, reason: "stop", serial: true},
		{name: "glm-text", about: "calls as text in `<tool_call>` with `<arg_key>` and `<arg_value>`", write: glm, reason: "stop"},
	}
}

func thinkingDialects() []dialect {
	think := between("<think>\n", "\n</think>\n\n")
	return []dialect{
		{name: "think", about: "thoughts in the text between `<think>` and `</think>`, split anywhere", aloud: think, text: shards},
		{name: "think-hermes", about: "thoughts and calls in the text", aloud: think, text: shards, write: hermes, reason: "stop"},
		{name: "qwen-thinking", about: "thoughts in the text up to `</think>`: the template has written `<think>`", aloud: between("", "\n</think>\n\n"), text: shards},
		{name: "think-nothing", about: "an empty `<think></think>` ahead of each text", aloud: nothing},
		{name: "thought", about: "thoughts in the text between `<thought>` and `</thought>`", aloud: between("<thought>", "</thought>"), text: shards},
		{name: "magistral", about: "thoughts in content parts of the type `thinking`", think: inParts, text: textParts, calls: callForm{pieces: inOne, id: nineID}},
		{name: "magistral-text", about: "thoughts in the text between `[THINK]` and `[/THINK]`", aloud: between("[THINK]", "[/THINK]"), text: shards},
	}
}

func callDialects() []dialect {
	form := func(name, about string, calls callForm) dialect {
		return dialect{name: name, about: about, calls: calls}
	}
	return []dialect{
		form("gpt-oss", "tools named `NAME<|channel|>commentary`", callForm{name: channelName}),
		form("changing-ids", "another id with every piece of a call", callForm{id: anotherID}),
		form("named-pieces", "id and name again with every piece of a call", callForm{named: true}),
		form("repeated-ids", "the same ids in every step", callForm{id: placeID}),
		form("bare-calls", "calls without index and id, the name ahead of the arguments", callForm{index: noIndex, id: noID, pieces: nameThenAll}),
		form("merged-calls", "calls of one tool as one, with an object of arguments for each", callForm{merged: true, pieces: inOne}),
		form("empty-object-first", "`{}` ahead of the arguments", callForm{pieces: emptyFirst}),
		form("arguments-again", "the whole arguments once more behind their pieces", callForm{pieces: wholeAgain}),
		form("calls-twice", "every call sent twice", callForm{pieces: wholeTwice, named: true}),
		form("encoded-twice", "arguments that are a string in a string", callForm{encode: asText}),
		form("argument-objects", "arguments that are an object and no string", callForm{encode: asObject}),
		{name: "function-call", about: "`function_call`, the dialect before tool calls", calls: callForm{legacy: true}, serial: true, reason: "function_call"},
	}
}

func streamDialects() []dialect {
	form := func(name, about string, body bodyForm) dialect { return dialect{name: name, about: about, body: body} }
	return []dialect{
		{name: "no-usage", about: "no usage at all", usage: usageNowhere},
		{name: "no-reason", about: "`[DONE]` without a finish reason", ends: endsNowhere},
		form("no-done", "a finish reason without `[DONE]`", bodyForm{noDone: true}),
		form("one-piece", "one JSON object to whoever asks for a stream", bodyForm{whole: true}),
		form("text-plain", "an event stream that is called `text/plain`", bodyForm{media: "text/plain; charset=utf-8"}),
		form("application-json", "an event stream that is called `application/json`", bodyForm{media: "application/json"}),
		form("pings", "events named `ping`, with data that is no JSON", bodyForm{between: "event: ping\ndata: 12:00:01\n\n"}),
		form("crlf", "lines that end in CRLF, without a space behind `data:`", bodyForm{spell: crlf}),
		{name: "half-pairs", about: "characters that fall apart into two chunks", begins: "📈 ", text: halves},
		{name: "content-parts", about: "content that is a list of parts", text: textParts},
	}
}

func refusingDialects() []dialect {
	return []dialect{
		{name: "tool-choice-refused", about: "`tool_choice` refused (400), with a model that calls a tool for as long as one is offered", stubborn: true,
			refuses: []refusal{without("tool_choice", 400, openAIError("This model does not support this tool_choice", "tool_choice"))}},
		{name: "content-missing-refused", about: "messages without content refused (422), in text", refuses: []refusal{contentPresent}},
		{name: "content-empty-refused", about: "messages with an empty content refused (400)", refuses: []refusal{contentNotEmpty}},
	}
}

// comments is so many comment lines ahead of a stream.
func comments(line string, n int) func(outcome) []byte {
	return func(outcome) []byte { return slices.Repeat([]byte(line), n) }
}

// promptFilter is Azure's word on the prompt, ahead of all else.
func promptFilter(o outcome) []byte {
	body := o.envelope()
	body["choices"], body["prompt_filter_results"] = []fields{}, []fields{{"prompt_index": 0, "content_filter_results": fields{}}}
	return frame(body)
}
