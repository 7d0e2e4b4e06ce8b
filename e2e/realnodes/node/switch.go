package main

import (
	"errors"
	"os"
	"path/filepath"
)

// switchOff is a fencing agent: it asks the power switch for the node that the operator names, and does not end before
// the switch has said that the node is off.
func switchOff(dir string) error {
	node := os.Getenv("QUORATE_NODE")
	if node == "" {
		return errors.New("QUORATE_NODE names no node")
	}
	wanted, off := filepath.Join(dir, node+".wanted"), filepath.Join(dir, node+".off")
	if err := os.Remove(off); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.WriteFile(wanted, nil, 0o644); err != nil {
		return err
	}
	return until(node+" is off", func() bool {
		_, err := os.Stat(off)
		return err == nil
	})
}
