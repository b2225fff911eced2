package pdf

// The kinds of values of a file are nil, bool, float64 for every number, and the
// types below.
type (
	Name   string
	String string
	Array  []any
	Dict   map[Name]any
	// Ref stands for an object that is somewhere else in the file.
	Ref struct{ Number, Generation int }
	// Operator is a word that is no value: what a content stream does, or one of
	// the marks of the file.
	Operator string
	// Stream is a dictionary with bytes, which are encoded as it says.
	Stream struct {
		Dict Dict
		raw  []byte
		id   Ref  // by which it is encrypted
		bare bool // never encrypted
	}
)

// Get is the value itself where v stands for one that is somewhere else.
func (f *File) Get(v any) any {
	for range 32 {
		ref, ok := v.(Ref)
		if !ok {
			return v
		}
		v = f.object(ref.Number)
	}
	return nil
}

// Dict is v as a dictionary, a stream's own for a stream, else an empty one.
func (f *File) Dict(v any) Dict {
	switch v := f.Get(v).(type) {
	case Dict:
		return v
	case *Stream:
		return v.Dict
	}
	return nil
}

// Array is v as an array, else an empty one.
func (f *File) Array(v any) Array {
	array, _ := f.Get(v).(Array)
	return array
}

// Stream is v as a stream, else nil.
func (f *File) Stream(v any) *Stream {
	stream, _ := f.Get(v).(*Stream)
	return stream
}

// Name is v as a name, else an empty one.
func (f *File) Name(v any) Name {
	name, _ := f.Get(v).(Name)
	return name
}

// Number is v as a number, else otherwise.
func (f *File) Number(v any, otherwise float64) float64 {
	if number, ok := f.Get(v).(float64); ok {
		return number
	}
	return otherwise
}

// Numbers are the numbers of an array, 0 for what is none.
func (f *File) Numbers(v any) []float64 {
	array := f.Array(v)
	numbers := make([]float64, len(array))
	for i := range array {
		numbers[i] = f.Number(array[i], 0)
	}
	return numbers
}

// whole is v as a whole number from 0 to most, else -1.
func whole(v any, most int) int {
	number, ok := v.(float64)
	if !ok || number < 0 || number > float64(most) || number != float64(int(number)) {
		return -1
	}
	return int(number)
}
