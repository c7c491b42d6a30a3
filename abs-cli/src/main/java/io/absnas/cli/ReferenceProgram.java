package io.absnas.cli;

import static io.absnas.cli.ReferenceFlag.noEffect;
import static io.absnas.cli.ReferenceFlag.only;
import static io.absnas.cli.ReferenceFlag.overrides;
import static io.absnas.cli.ReferenceFlag.refused;
import static io.absnas.cli.ReferenceFlag.sets;
import static io.absnas.cli.ReferenceFlag.switches;
import static io.absnas.cli.ReferenceFlag.together;
import static io.absnas.cli.ReferenceFlag.translates;

import io.absnas.cli.ReferenceFlag.Form;
import java.util.List;
import java.util.stream.Stream;

/** A program of the reference, the flags that it has and the configurations that stand for it. */
enum ReferenceProgram {
  /** {@code shrinking/main.py} of SPOS, FairNAS and DARTS. */
  SHRINK(
      "shrink-mobilenet-gpu-21-imagenet.yaml (SPOS, ProxylessNAS),"
          + " shrink-mobilenet-cpu-19-imagenet.yaml (FairNAS) or shrink-darts-imagenet.yaml"),
  /** {@code searching/main.py} of SPOS and FairNAS. */
  SEARCH_SUPERNET(
      "search-spos-mobilenet-gpu-21-imagenet.yaml or search-fairnas-mobilenet-cpu-19-imagenet.yaml"),
  /** {@code darts-master/cnn/train_search.py}. */
  SEARCH_DARTS("search-darts-cifar10.yaml"),
  /** {@code pdarts-master/train_search.py}. */
  SEARCH_PDARTS(
      "search-pdarts-cifar10-abs.yaml (one stage on a shrunk space) or search-pdarts-cifar10.yaml"
          + " (three stages)"),
  /** {@code ProxylessNAS/searching/imagenet_arch_search.py}. */
  SEARCH_PROXYLESS("search-proxyless-mobilenet-gpu-21-imagenet.yaml"),
  /** {@code training/train_from_scratch.py} and {@code train_cifar.py}. */
  TRAIN(
      "train-mobilenet-gpu-21-imagenet.yaml (SPOS, ProxylessNAS),"
          + " train-mobilenet-cpu-19-imagenet.yaml (FairNAS), train-darts-imagenet.yaml, or on"
          + " CIFAR-10 train-darts-cifar10.yaml or train-pdarts-cifar10.yaml"),
  /** {@code searching/test_server.py}. */
  WORKER("");

  private final String configs;

  ReferenceProgram(String configs) {
    this.configs = configs;
  }

  /** The shipped configurations that have the settings of the program, for messages. */
  String configs() {
    return configs;
  }

  /** The flags, in the order in which they take effect. */
  List<ReferenceFlag> flags() {
    return switch (this) {
      case SHRINK -> shrink();
      case SEARCH_SUPERNET -> searchSupernet();
      case SEARCH_DARTS -> searchDarts();
      case SEARCH_PDARTS -> searchPdarts();
      case SEARCH_PROXYLESS -> proxyless();
      case TRAIN -> train();
      case WORKER -> worker();
    };
  }

  private static List<ReferenceFlag> shrink() {
    return join(
        supernet(),
        List.of(
            sets("--min-lr", "training.learning-rate.floor"),
            sets("--epochs", "training.learning-rate.epochs")
                .noting(
                    "sets the length of the learning-rate line, as in the reference;"
                        + " training.epochs and training.later-epochs are those of the"
                        + " stages")));
  }

  private static List<ReferenceFlag> searchSupernet() {
    return join(
        supernet(),
        List.of(
            noEffect("--layers", ", as in the reference: the space has its layers"),
            noEffect("--init-channels", ": --channels sets those of a cell space")));
  }

  private static List<ReferenceFlag> searchDarts() {
    return join(
        genotypeSearch(),
        List.of(
            sets("--data", "data.dir"),
            sets("--grad-clip", "training.sgd.clip-norm"),
            overrides("--gpu", "device=gpu:%s"),
            noEffect("--model-path", ", as in the reference")));
  }

  private static List<ReferenceFlag> searchPdarts() {
    return join(
        genotypeSearch(),
        List.of(
            sets("--tmp-data-dir", "data.dir"),
            sets("--workers", "data.threads"),
            overrides("--grad-clip", "training.sgd.clip-norm=%s", "alphas.clip-norm=%s"),
            noEffect("--note", ": --out names the run"),
            together("--add-layers", Form.VALUES, "stages.cells"),
            together("--add-width", Form.VALUES, "stages.channels"),
            together("--dropout-rate", Form.VALUES, "stages.dropout"),
            cifar100()));
  }

  private static List<ReferenceFlag> train() {
    return List.of(
        sets("--batch-size", "training.batch-size"),
        sets("--learning-rate", "training.learning-rate.start"),
        sets("--min-lr", "training.learning-rate.floor"),
        sets("--momentum", "training.sgd.momentum"),
        sets("--weight-decay", "training.sgd.weight-decay"),
        sets("--grad-clip", "training.sgd.clip-norm"),
        sets("--label-smooth", "training.label-smoothing"),
        sets("--report-freq", "log.every-steps"),
        sets("--train-dir", "data.dir"),
        sets("--data", "data.dir"),
        sets("--tmp-data-dir", "data.dir"),
        sets("--workers", "data.threads"),
        translates(
            "--lr-scheduler", "training.learning-rate.kind", "linear=darts-line", "cosine=cosine"),
        sets("--drop-path-prob", "training.drop-path"),
        sets("--auxiliary-weight", "training.auxiliary-weight"),
        switches("--cutout", "data.augmentation.cutout=16"),
        sets("--cutout-length", "data.augmentation.cutout"),
        cifar100(),
        noEffect("--model-path", ", as in the reference"),
        noEffect("--note", ": --out names the run"),
        localRank(),
        gpu());
  }

  private static List<ReferenceFlag> worker() {
    return List.of(
        sets("--train-dir", "data.dir"),
        sets("--test-dir", "data.files.test-dir"),
        sets("--workers", "data.threads"),
        noEffect("--batch-size", ": evaluation.* of the search's configuration says it"),
        noEffect("-b", ": evaluation.* of the search's configuration says it"),
        noEffect("--process", ": a worker has an evaluator for each entry of --device"),
        noEffect("-p", ": a worker has an evaluator for each entry of --device"),
        switches("--reset").noting("has no effect: each run has queues of its own"),
        switches("-r").noting("has no effect: each run has queues of its own"),
        refused("--random", "is not available: workers evaluate for a search, see --search"));
  }

  private static ReferenceFlag localRank() {
    return noEffect("--local-rank", ": one process drives all devices of --device");
  }

  private static ReferenceFlag gpu() {
    return noEffect("--gpu", ", as in the reference; --device names the devices");
  }

  private static ReferenceFlag cifar100() {
    return switches(
        "--cifar100", "data.source=cifar100", "data.normalisation=", "space.classes=100");
  }

  private static ReferenceFlag heldOutDir() {
    return overrides(
            "--test-dir",
            "data.files.test-dir=%s",
            "data.held-out=test",
            "data.valid-images=",
            "data.files.train-list=",
            "data.files.held-out-list=")
        .noting(
            "names the images that are held out (data.held-out: test): a part of the training set,"
                + " as in the reference, not its test images");
  }

  private static List<ReferenceFlag> supernet() {
    return List.of(
        sets("--batch-size", "training.batch-size"),
        sets("--learning-rate", "training.learning-rate.start"),
        sets("--momentum", "training.sgd.momentum"),
        sets("--weight-decay", "training.sgd.weight-decay"),
        sets("--grad-clip", "training.sgd.clip-value"),
        sets("--label-smooth", "training.label-smoothing"),
        sets("--report-freq", "log.every-steps"),
        sets("--train-dir", "data.dir"),
        heldOutDir(),
        sets("--workers", "data.threads"),
        localRank(),
        gpu(),
        noEffect("--total-iters", ", as in the reference; epochs and stop end a run"));
  }

  private static List<ReferenceFlag> genotypeSearch() {
    return List.of(
        sets("--batch-size", "training.batch-size"),
        sets("--learning-rate", "training.learning-rate.start"),
        sets("--learning-rate-min", "training.learning-rate.floor"),
        sets("--momentum", "training.sgd.momentum"),
        sets("--weight-decay", "training.sgd.weight-decay"),
        sets("--report-freq", "log.every-steps"),
        sets("--train-portion", "training.share"),
        sets("--arch-learning-rate", "alphas.learning-rate"),
        sets("--arch-weight-decay", "alphas.weight-decay"),
        switches("--cutout", "data.augmentation.cutout=16"),
        sets("--cutout-length", "data.augmentation.cutout"),
        noEffect("--drop-path-prob", ", as in the reference: a search drops no paths"),
        together("--layers", Form.VALUE, "stages.cells"),
        together("--init-channels", Form.VALUE, "stages.channels"));
  }

  private static List<ReferenceFlag> proxyless() {
    return List.of(
        sets("--n-epochs", "training.epochs"),
        sets("--warmup-epochs", "training.warm-up-epochs"),
        sets("--init-lr", "training.learning-rate.start"),
        sets("--train-batch-size", "training.batch-size"),
        overrides("--test-batch-size", "alphas.batch-size=%s", "evaluation.batch-size=%s"),
        sets("--momentum", "training.sgd.momentum"),
        switches("--no-nesterov", "training.sgd.nesterov=false"),
        sets("--weight-decay", "training.sgd.weight-decay"),
        sets("--label-smoothing", "training.label-smoothing"),
        translates("--no-decay-keys", "training.sgd.decay", "None=all", "bn=all-but-batch-norm"),
        translates(
            "--model-init",
            "training.initialisation",
            "he_fout=he-fan-out-zero-bias",
            "he_fin=he-fan-in-zero-bias"),
        refused(
            "--init-div-groups",
            "is not available: a depthwise convolution counts all its channels"),
        sets("--manual-seed", "seed"),
        sets("--validation-frequency", "evaluation.every-epochs"),
        sets("--print-frequency", "log.every-steps"),
        sets("--train-dir", "data.dir"),
        heldOutDir(),
        overrides("--gpus", "device=gpu:%s"),
        gpu(),
        refused("--debug", "is not available: --dry-run plans, training.epochs=2 is a short run"),
        only("--lr-schedule-type", "cosine", "training.learning-rate.kind names others"),
        only("--dataset", "imagenet", "data.source names others"),
        only("--opt-type", "sgd", "weights are trained by SGD"),
        only("--arch-opt-type", "adam", "architecture parameters are trained by Adam"),
        noEffect("--valid-size", ": every validation sees all held-out images"),
        noEffect("--train-iters", ", as in the reference: an epoch is a pass over the images"),
        noEffect("--n-worker", ", as in the reference; data.threads sets the threads"),
        noEffect("--resize-scale", ", as in the reference"),
        noEffect("--distort-color", ", as in the reference"),
        noEffect("--grad-data-batch", ", as in the reference; alphas.batch-size sets it"),
        only("--width-stages", "32,56,112,128,256,432", "a space file says other widths"),
        only("--n-cell-stages", "4,4,4,4,4,1", "a space file says other depths"),
        only("--stride-stages", "2,2,2,1,2,1", "a space file says other strides"),
        together("--width-mult", Form.VALUE, "space.width"),
        only("--bn-momentum", "0.1", "running statistics move by a tenth"),
        only("--bn-eps", "0.001", "batch norms of this search have 0.001"),
        only("--dropout", "0", "the search network has none"),
        translates("--arch-algo", "alphas.method", "grad=gradient", "rl=reinforce"),
        sets("--arch-init-type", "alphas.start.kind"),
        sets("--arch-init-ratio", "alphas.start.ratio"),
        sets("--arch-lr", "alphas.learning-rate"),
        together("--arch-adam-beta1", Form.VALUE, "alphas.betas"),
        together("--arch-adam-beta2", Form.VALUE, "alphas.betas"),
        sets("--arch-adam-eps", "alphas.epsilon"),
        sets("--arch-weight-decay", "alphas.weight-decay"),
        together("--target-hardware", Form.VALUE, "objective.target"),
        sets("--grad-update-arch-param-every", "alphas.gradient.every-steps"),
        sets("--grad-update-steps", "alphas.gradient.updates"),
        translates(
            "--grad-binary-mode",
            "alphas.gradient.mode",
            "full_v2=full-v2",
            "full=full",
            "two=two"),
        translates(
            "--grad-reg-loss-type",
            "alphas.gradient.term",
            "mul#log=mul-log",
            "add#linear=add-linear"),
        sets("--grad-reg-loss-lambda", "alphas.gradient.lambda"),
        sets("--grad-reg-loss-alpha", "alphas.gradient.alpha"),
        sets("--grad-reg-loss-beta", "alphas.gradient.beta"),
        sets("--rl-batch-size", "alphas.reinforce.samples"),
        switches("--rl-update-per-epoch", "alphas.reinforce.at-epoch-end=true"),
        sets("--rl-update-steps-per-epoch", "alphas.reinforce.updates-per-epoch"),
        sets("--rl-baseline-decay-weight", "alphas.reinforce.baseline-step"),
        sets("--rl-tradeoff-ratio", "alphas.reinforce.tradeoff"));
  }

  private static List<ReferenceFlag> join(List<ReferenceFlag> first, List<ReferenceFlag> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
