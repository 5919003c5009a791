package fit

import (
	"bytes"
	"testing"
)

// FuzzReadOwn holds for any table and mapping of a user's own: they are read or
// refused.
func FuzzReadOwn(f *testing.F) {
	f.Add([]byte("patient,session,alliance,symptoms\na,1,3.5,12\na,2,4,\nb,1,2,20\n"), []byte(""))
	f.Add([]byte("id,week,wai,bdi,who\n1,1,12,40,x\n"), []byte("patient: id\nsession: week\nalliance: wai\nsymptoms: bdi\ntherapist: who\nalliance_range: [12, 84]\nsymptoms_range: [0, 63]\n"))
	f.Add([]byte("patient,session,alliance,symptoms\na,2147483647,NaN,1e308\n"), []byte("planned_sessions: 999999999\n"))
	f.Add([]byte("\""), []byte("a: &a [*a]\n"))
	f.Add([]byte(""), []byte("patient: &x [1,1,1,1,1,1,1,1,1]\nsession: &y [*x,*x,*x,*x,*x,*x,*x,*x]\nalliance: [*y,*y,*y,*y,*y,*y]\n"))
	f.Fuzz(func(_ *testing.T, table, mapping []byte) {
		m, err := ReadMapping(bytes.NewReader(mapping))
		if err != nil {
			return
		}
		_, _, _ = readOwn(bytes.NewReader(table), m)
	})
}
