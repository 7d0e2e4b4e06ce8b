// The one program inside real nodes: pid 1 of a node, what holds a pod's namespaces, and the workload; and what is done
// to a node from outside. It needs nothing but the kernel.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	words := append(os.Args[1:], "pause")
	commands := map[string]func(args ...string) error{
		"boot":       func(a ...string) error { return boot(a[0], a[1], a[2], a[3]) },
		"init":       func(a ...string) error { return beginAsInit(a[0], a[1], a[2]) },
		"freeze":     func(a ...string) error { return freeze(a[0]) },
		"thaw":       func(a ...string) error { return thaw(a[0]) },
		"remove":     func(a ...string) error { return remove(a[0]) },
		"image":      func(a ...string) error { return image(a[0], a[1]) },
		"write":      func(a ...string) error { return write(a[0]) },
		"switch-off": func(a ...string) error { return switchOff(a[0]) },
		"pause":      func(a ...string) error { return pause() },
	}
	command, known := commands[words[0]]
	if !known {
		command = func(...string) error { return fmt.Errorf("unknown command") }
	}
	if err := command(words[1:]...); err != nil {
		fmt.Fprintln(os.Stderr, words[0]+":", err)
		os.Exit(1)
	}
}

// pause holds the namespaces of a pod until it is told to end.
func pause() error {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	<-end
	return nil
}
