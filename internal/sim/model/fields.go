package model

// fields is a JSON object.
type fields = map[string]any
