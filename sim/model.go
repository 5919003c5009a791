package sim

// Model is every mechanism with its parameters.
type Model struct {
}

// Default returns the model with the shipped parameters.
func Default() Model { return Model{} }

// Params lists every parameter of the model.
func (m *Model) Params() []Param { return nil }
