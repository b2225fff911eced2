package answer

import "errors"

// Why an answer can fail of itself. Faults of the model server are llm's.
var (
	// ErrEmpty is a model that wrote nothing, twice.
	ErrEmpty = errors.New("the model wrote no answer")
	// ErrUnanswerable is a model, or its server, that refuses the question.
	ErrUnanswerable = errors.New("the model refuses the question")
)
