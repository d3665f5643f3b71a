// Every word that the page's script writes. What the page never says: 防伪, 正品, authentic: it speaks of records, not of
// goods (docs/verify.md).
import type { BundleReport } from './bundle.ts';

export type Mark = 'good' | 'open' | 'bad';
export interface Line {
    mark: Mark;
    title: string;
    text: string;
}
/** What the band on top says. */
export interface Outcome {
    look: 'b' | 'g' | 'y' | 'n' | 'x';
    icon: 'tick' | 'triangle' | 'question' | 'exclamation';
    title: string;
    text: string;
}

/** "2026-11-21 15:53", Beijing time. */
export function beijingMinute(ms: bigint): string {
    return new Date(Number(ms) + 8 * 3600 * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

export interface Words {
    marks: Record<Mark, string>;
    checking: Outcome;
    passed(report: BundleReport): Outcome;
    cannotTell: Outcome;
    tampered: Outcome;
    otherCode: Outcome;
    notFound: Outcome;
    notSigning: Outcome;
    offline: Outcome;
    failed: Outcome;
    facts(report: BundleReport): Line;
    history(report: BundleReport): Line;
    complete(report: BundleReport): Line;
    hidden(report: BundleReport): Line;
    broken: Line;
    unsigned: Line;
    saved: string;
    took(ms: number, bytes: number): string;
}

const zh: Words = {
    marks: { good: '已证明：', open: '未证明：', bad: '不符：' },
    checking: { look: 'b', icon: 'question', title: '正在核对…', text: '在您的设备上进行，通常不到一秒' },
    passed: report =>
        report.completeToMs === undefined
            ? { look: 'g', icon: 'tick', title: '所示记录真实', text: '记录入库后没有被改动；是否完整，现在还不能证明' }
            : {
                  look: 'g',
                  icon: 'tick',
                  title: '记录未被改动',
                  text: `到 ${beijingMinute(report.completeToMs)} 为止没有遗漏`,
              },
    cannotTell: {
        look: 'y',
        icon: 'triangle',
        title: '现在无法判断',
        text: '没有发现改动，但这份日志的签名或见证不足，不能下结论',
    },
    tampered: {
        look: 'x',
        icon: 'exclamation',
        title: '核对不符：记录可能被改动',
        text: '请不要相信所示记录。保存证明文件，并拨打 12315 反映',
    },
    otherCode: {
        look: 'x',
        icon: 'exclamation',
        title: '核对不符：这是别的码的证明',
        text: '请不要相信所示记录。保存证明文件，并拨打 12315 反映',
    },
    notFound: {
        look: 'n',
        icon: 'question',
        title: '没有这个码的证明',
        text: '这个码还没有记录，或不是本平台发出的码',
    },
    notSigning: { look: 'y', icon: 'triangle', title: '日志暂未签名', text: '平台的追溯日志正在维护，请过几分钟再试' },
    offline: { look: 'n', icon: 'question', title: '没有连上平台', text: '请检查网络后重试；这不说明记录有问题' },
    failed: { look: 'n', icon: 'question', title: '没有取得证明', text: '平台没有给出证明，请稍后再试' },
    facts: report => ({
        mark: 'good',
        title: '事实未被改动',
        text:
            report.events === 0
                ? '日志里还没有这个码的环节。'
                : `${report.events} 个环节与记入日志时一字不差，事后改动、替换都会被发现。`,
    }),
    history: report =>
        report.seenBy.length > 0
            ? {
                  mark: 'good',
                  title: `历史只增不改，见证者：${report.seenBy.map(one => one.name).join('、')}`,
                  text: '见证者各自核对过：日志只在末尾增加，从未改写；给所有人看的是同一份。',
              }
            : {
                  mark: 'open',
                  title: '历史只增不改：还没有见证者',
                  text: '日志自己作了签名，尚无独立的见证者联署。请保存证明，日后可以对照。',
              },
    complete: report =>
        report.completeToMs !== undefined
            ? {
                  mark: 'good',
                  title: `完整至 ${beijingMinute(report.completeToMs)}`,
                  text: '到这个时间（北京时间）为止，这个码的记录一条也没有遗漏。之后的记录真实，但还不能证明没有遗漏。',
              }
            : {
                  mark: 'open',
                  title: '尚不能证明完整',
                  text: '只能说所示记录真实。日志的索引通常在一分钟左右后覆盖新的记录。',
              },
    hidden: report => {
        const parts = [
            report.withheld > 0 ? `${report.withheld} 步未公开` : '',
            report.erased > 0 ? `${report.erased} 项依法删除` : '',
        ].filter(part => part !== '');
        if (parts.length === 0)
            return { mark: 'good', title: '没有未公开的步骤，没有删除的内容', text: '每个环节都有公开的内容。' };
        const withheld = report.withheld > 0 ? '未公开的步骤也在日志里，内容只给有权的人看，同样改不了。' : '';
        const erased = report.erased > 0 ? '删除的只是个人信息，删除本身也记在日志里。' : '';
        return { mark: 'good', title: parts.join('，'), text: withheld + erased };
    },
    broken: {
        mark: 'bad',
        title: '证明与日志的签名不符',
        text: '有人改动了记录、漏掉了记录，或者文件在传输中被替换。换一个网络再试一次；如果仍然不符，请保存证明文件作为证据。',
    },
    unsigned: {
        mark: 'bad',
        title: '证明没有本平台日志的签名',
        text: '平台给出的证明不是它自己的日志签发的，不能作数。请保存证明文件作为证据。',
    },
    saved: '证明已保存',
    took: (ms, bytes) => `核对用时 ${ms} 毫秒，证明 ${Math.ceil(bytes / 1024)} KB`,
};

const en: Words = {
    marks: { good: 'Proven: ', open: 'Not proven: ', bad: 'Mismatch: ' },
    checking: {
        look: 'b',
        icon: 'question',
        title: 'Checking…',
        text: 'On your own device; mostly less than a second',
    },
    passed: report =>
        report.completeToMs === undefined
            ? {
                  look: 'g',
                  icon: 'tick',
                  title: 'The records shown are genuine',
                  text: 'They were not altered after they were recorded; whether they are complete cannot be proven yet',
              }
            : {
                  look: 'g',
                  icon: 'tick',
                  title: 'Records unaltered',
                  text: `None left out up to ${beijingMinute(report.completeToMs)}`,
              },
    cannotTell: {
        look: 'y',
        icon: 'triangle',
        title: 'Cannot tell now',
        text: 'No alteration was found, but signatures or witnesses of this log are not enough to decide',
    },
    tampered: {
        look: 'x',
        icon: 'exclamation',
        title: 'Mismatch: the records may have been altered',
        text: 'Do not rely on what is shown. Save the proof and call 12315',
    },
    otherCode: {
        look: 'x',
        icon: 'exclamation',
        title: 'Mismatch: this is the proof of another code',
        text: 'Do not rely on what is shown. Save the proof and call 12315',
    },
    notFound: {
        look: 'n',
        icon: 'question',
        title: 'No proof for this code',
        text: 'The code has no records yet, or was not issued here',
    },
    notSigning: {
        look: 'y',
        icon: 'triangle',
        title: 'The log is not signing',
        text: 'The log of this platform is being maintained; try again in some minutes',
    },
    offline: {
        look: 'n',
        icon: 'question',
        title: 'No connection',
        text: 'Check your network and try again; this says nothing about the records',
    },
    failed: {
        look: 'n',
        icon: 'question',
        title: 'No proof received',
        text: 'The platform gave no proof; try again later',
    },
    facts: report => ({
        mark: 'good',
        title: 'Facts unaltered',
        text:
            report.events === 0
                ? 'The log has no steps of this code yet.'
                : `Steps: ${report.events}, each to the letter as it was logged. A change or replacement afterwards would show.`,
    }),
    history: report =>
        report.seenBy.length > 0
            ? {
                  mark: 'good',
                  title: `History only grew, seen by ${report.seenBy.map(one => one.name).join(', ')}`,
                  text: 'Each witness has checked that the log was only added to, never rewritten, and is the same for everybody.',
              }
            : {
                  mark: 'open',
                  title: 'History only grew: no witness yet',
                  text: 'The log itself has signed, no independent witness so far. Save the proof to compare later.',
              },
    complete: report =>
        report.completeToMs !== undefined
            ? {
                  mark: 'good',
                  title: `Complete up to ${beijingMinute(report.completeToMs)}`,
                  text: 'Up to this time (Beijing) no record of this code was left out. Later records are genuine, but others might be missing.',
              }
            : {
                  mark: 'open',
                  title: 'Completeness not proven yet',
                  text: 'Only that the records shown are genuine. The index of the log covers new records after about a minute.',
              },
    hidden: report => {
        if (report.withheld + report.erased === 0)
            return {
                mark: 'good',
                title: 'No step withheld, nothing erased',
                text: 'Every step has something public.',
            };
        const withheld =
            report.withheld > 0
                ? 'Steps that are not public are in the log too; only those entitled see them, and nobody can change them. '
                : '';
        const erased = report.erased > 0 ? 'Only personal data are erased, and the log says so.' : '';
        return {
            mark: 'good',
            title: `Steps not public: ${report.withheld}; erased by law: ${report.erased}`,
            text: withheld + erased,
        };
    },
    broken: {
        mark: 'bad',
        title: 'The proof does not match the signature of the log',
        text:
            'Records were altered or left out, or the file was replaced on its way. Try another network; if it still does ' +
            'not match, keep the proof as evidence.',
    },
    unsigned: {
        mark: 'bad',
        title: 'The proof is not signed by the log of this platform',
        text: 'What the platform handed out was not issued by its own log and counts for nothing. Keep it as evidence.',
    },
    saved: 'Proof saved',
    took: (ms, bytes) => `Checked in ${ms} ms, proof of ${Math.ceil(bytes / 1024)} KB`,
};

export function wordsOf(language: string): Words {
    return language.startsWith('en') ? en : zh;
}
