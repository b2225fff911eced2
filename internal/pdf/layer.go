package pdf

// HiddenLayers are the layers that a reader does not show at first.
func (f *File) HiddenLayers() map[Ref]bool {
	properties := f.Dict(f.Dict(f.trailer["Root"])["OCProperties"])
	shown := f.Dict(properties["D"])
	hidden := map[Ref]bool{}
	set := func(layers any, value bool) {
		for _, layer := range f.Array(layers) {
			if ref, ok := layer.(Ref); ok {
				hidden[ref] = value
			}
		}
	}
	if f.Name(shown["BaseState"]) == "OFF" {
		set(properties["OCGs"], true)
		set(shown["ON"], false)
	}
	set(shown["OFF"], true)
	return hidden
}
