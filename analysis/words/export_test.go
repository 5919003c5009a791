package words

// SceneParts counts the exchanges of every part of a language's library.
func SceneParts(code string) map[string]int {
	parts := map[string]int{}
	for part, all := range scenes[code] {
		parts[part] = len(all)
	}
	return parts
}
