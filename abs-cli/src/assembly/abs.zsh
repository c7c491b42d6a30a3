# Completion of abs in zsh: source this file, for example from ~/.zshrc.
autoload -Uz compinit bashcompinit
(( ${+functions[compdef]} )) || compinit
bashcompinit
source "${0:A:h}/abs.bash"
