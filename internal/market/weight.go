package market

import "reflect"

// weigh is about how much memory the value behind v holds: all that it points
// to, strings and slices at their capacity. Values here are trees, so nothing is
// met twice but the time zones of times, which are UTC and weigh nothing.
func weigh(v any) int64 {
	r := reflect.ValueOf(v)
	return overhead + int64(r.Type().Size()) + beyond(r)
}

// beyond is what v points to.
func beyond(v reflect.Value) (size int64) {
	switch v.Kind() {
	case reflect.String:
		return int64(v.Len())
	case reflect.Pointer:
		if !v.IsNil() && v.Type().Elem().PkgPath() != "time" {
			size = int64(v.Type().Elem().Size()) + beyond(v.Elem())
		}
	case reflect.Slice:
		size = int64(v.Cap()) * int64(v.Type().Elem().Size())
		for i := range v.Len() {
			size += beyond(v.Index(i))
		}
	case reflect.Map:
		for pairs := v.MapRange(); pairs.Next(); {
			size += 2*int64(v.Type().Elem().Size()) + beyond(pairs.Key()) + beyond(pairs.Value())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			size += beyond(v.Field(i))
		}
	}
	return size
}
