package studio

import (
	"bytes"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"rapport/analysis/words"
)

// faultPage is what a browser shows whose address leads nowhere: a student has mistyped
// the code, a trainer has lost the token.
var faultPage = template.Must(template.ParseFS(phoneFiles, "phone/fault.html"))

// fail answers with what is wrong: a browser that was to show a page gets one, in its
// language; a script gets the name among the page's phrases, below fault., and a word
// in English.
func fail(w http.ResponseWriter, r *http.Request, status int, name string) {
	key := "fault." + name
	if r.Method != http.MethodGet || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		tell(w, status, name, phraseOf("en", key))
		return
	}
	code := preferred(r)
	message := strings.ReplaceAll(phraseOf(code, "page.fault"), "{message}", phraseOf(code, key))
	var page bytes.Buffer
	if err := faultPage.Execute(&page, map[string]string{"Language": code, "Message": message}); err != nil {
		tell(w, status, name, message)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // a page that has gone cannot be told
}

// tell answers a script with a word on what is wrong; the name is empty where the word
// is in the language of the request already.
func tell(w http.ResponseWriter, status int, name, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": message, "fault": name}) // a page that has gone cannot be told
}

// preferred is the first language that the browser asks for and the studio speaks.
func preferred(r *http.Request) string {
	known := words.Codes()
	for _, tag := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ = strings.Cut(tag, ";")
		if code, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-"); slices.Contains(known, code) {
			return code
		}
	}
	return words.English.Code
}
