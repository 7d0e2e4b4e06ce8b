module quorate.io/e2e/realnodes/node

go 1.26.0
