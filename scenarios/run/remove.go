package run

import "os"

// Remove removes the run in a folder, finished or not, and the folder itself if
// nothing else is in it. A folder that holds no run, or into which another
// process is writing, is left alone with an error.
func Remove(dir string) error {
	folder, err := openFolder(dir, true, false)
	if err != nil {
		return err
	}
	folder.close()
	_ = os.Remove(dir) // a user's files may be in it
	return nil
}
