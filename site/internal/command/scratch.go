package command

import "os"

// Scratch makes a folder for as long as this process needs it: remove removes it, and so does the
// end of the process, on Unix even when it is killed.
func Scratch() (folder string, remove func() error, err error) {
	folder, err = os.MkdirTemp("", "slowpoetry-*")
	if err != nil {
		return "", nil, err
	}
	release := keep("folder", folder)
	return folder, func() error {
		err := os.RemoveAll(folder)
		if err == nil {
			release()
		}
		return err
	}, nil
}
