// Elvish for Windows, without its language server, whose modules not every proxy has, and without its
// daemon, which would outlive a test.
package main

import (
	"errors"
	"io"
	"os"

	"src.elv.sh/pkg/daemon/daemondefs"
	"src.elv.sh/pkg/prog"
	"src.elv.sh/pkg/shell"
)

func none(io.Writer, *daemondefs.SpawnConfig) (daemondefs.Client, error) {
	return nil, errors.New("there is none")
}

func main() {
	os.Exit(prog.Run([3]*os.File{os.Stdin, os.Stdout, os.Stderr}, os.Args, &shell.Program{ActivateDaemon: none}))
}
