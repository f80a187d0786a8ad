/**
 * `make run`: a Kubernetes cluster with ingress-nginx and the operator, and a short story of what a policy changes. It
 * stays until Ctrl-C.
 *
 * ONCE=1 ends after the story. CLUSTER=current plays in the cluster of the caller's kubeconfig.
 */
import { loginInvitation, tellOfCallers } from './run/callers.ts';
import { certificateInvitation, type ShownCertificate, tellOfCertificates } from './run/certificates.ts';
import { currentStage } from './run/current.ts';
import { embeddedStage } from './run/embedded.ts';
import { removeRunFolder, runFolder, writeCertificate, writeRunFolder } from './run/folder.ts';
import type { Provider, Stage } from './run/stage.ts';
import { tellStory } from './run/story.ts';
import { heading, paragraph } from './run/telling.ts';

const once = process.env.ONCE === '1';

function chosenStage(): Promise<Stage> {
  const which = process.env.CLUSTER ?? 'embedded';
  if (which === 'current') return currentStage();
  if (which === 'embedded') return embeddedStage();
  throw new Error(
    `CLUSTER=${which} is neither "embedded" (the default) nor "current" (your kubeconfig's cluster)`,
  );
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
    }
  });
}

interface Told {
  readonly provider?: Provider;
  readonly certificate?: ShownCertificate;
}

async function invite(stage: Stage, { provider, certificate }: Told): Promise<void> {
  const { kubeconfig, bin } = await writeRunFolder(stage);
  const { port } = new URL(stage.https);
  heading('Yours to try, until Ctrl-C');
  paragraph(
    [
      `export KUBECONFIG=${kubeconfig} PATH=${bin}:$PATH`,
      'kubectl describe apol orders -n shop',
      'kubectl explain apipolicy.spec --recursive',
      `curl -i --resolve api.example.com:${port}:127.0.0.1 ${
        stage.gatewayCA === undefined ? '--insecure' : `--cacert ${runFolder}/gateway-ca.crt`
      } https://api.example.com:${port}/orders`,
      ...(provider === undefined ? [] : [loginInvitation(stage, provider)]),
      ...(certificate === undefined
        ? []
        : [certificateInvitation(stage, await writeCertificate('billing', certificate))]),
      `# the gateway: ${stage.http} and ${stage.https}; for scripts: ${runFolder}/cluster.json`,
    ].join('\n'),
  );
}

async function tellAll(stage: Stage): Promise<Told> {
  await tellStory(stage);
  const provider = await stage.startProvider?.();
  if (provider) await tellOfCallers(stage, provider);
  await stage.startCertManager?.();
  const certificate = stage.startCertManager && (await tellOfCertificates(stage));
  return { ...(provider && { provider }), ...(certificate && { certificate }) };
}

async function main(): Promise<void> {
  const stage = await chosenStage();
  const ended = once ? undefined : interrupted();
  try {
    await writeRunFolder(stage);
    paragraph(stage.operator);
    const told = tellAll(stage);
    const parts = await Promise.race([told, ...(ended === undefined ? [] : [ended])]);
    if (ended !== undefined) {
      await invite(stage, parts || {});
      await ended;
      console.error('\nstopping …');
    }
  } catch (error) {
    console.error(await stage.diagnosis().catch(() => ''));
    throw error;
  } finally {
    await stage.stop();
    await removeRunFolder();
  }
}

await main().catch((error: unknown) => {
  console.error(`\nmake run failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
