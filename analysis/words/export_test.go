package words

// SceneParts counts the exchanges of every part of a language's library.
func SceneParts(code string) map[string]int {
	parts := map[string]int{}
	for part, all := range scenes[code] {
		parts[part] = len(all)
	}
	return parts
}

// SceneOf is the part of a language's library that says a line; empty: none.
func SceneOf(code, line string) string {
	for part, all := range scenes[code] {
		for _, e := range all {
			for _, turn := range e.Turns {
				if turn.Text == line {
					return part
				}
			}
		}
	}
	return ""
}
