package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// write is the workload: ten times a second a line that says who it is and when, at the end of a file that all nodes
// share, as a disk in a network would be. With IGNORE_TERM it does not end when it is asked to.
func write(file string) error {
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	for {
		if _, err := fmt.Fprintln(out, os.Getenv("POD_UID"), os.Getenv("POD_NAME"), os.Getenv("NODE_NAME"),
			os.Getenv("EPOCH"), time.Now().UnixNano()); err != nil {
			return err
		}
		select {
		case <-term:
			if os.Getenv("IGNORE_TERM") == "" {
				return nil
			}
		case <-time.After(100 * time.Millisecond):
		}
	}
}
