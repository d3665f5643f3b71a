// Files that people upload: made here, so that nothing of them lies in the repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Picture } from './person.ts';
import type { World } from './world.ts';

export interface Licence {
    name: string;
    uscc: string;
    address: string;
    legalPerson: string;
    capital?: string;
}

/** A business licence as a scanner gives it; its text can be read by a machine. */
export async function licence(world: World, of: Licence): Promise<Picture> {
    const page = await world.browser.newPage({ viewport: { width: 1400, height: 980 } });
    const line = (label: string, value: string) => `<p><b>${label}</b>${value}</p>`;
    await page.setContent(`<html lang="zh"><style>
        body { font: 30px/1.7 'Noto Sans CJK SC', sans-serif; margin: 0; padding: 40px 70px; background: #fff; color: #000; }
        h1 { text-align: center; font-size: 72px; letter-spacing: .4em; margin: 20px 0 }
        p { margin: 8px 0 } b { display: inline-block; width: 330px; font-weight: normal }
    </style><h1>营业执照</h1>
    ${line('统一社会信用代码', of.uscc)}${line('名称', of.name)}${line('类型', '有限责任公司')}
    ${line('法定代表人', of.legalPerson)}${line('注册资本', of.capital ?? '伍佰万元')}${line('成立日期', '2019年05月08日')}
    ${line('住所', of.address)}${line('经营范围', '电动自行车及零部件的研发、生产和销售')}`);
    const buffer = await page.screenshot({ type: 'jpeg', quality: 85 });
    await page.close();
    return { name: '营业执照.jpg', mimeType: 'image/jpeg', buffer };
}

/** A product before a white wall. */
export async function photo(world: World, words: string): Promise<Picture> {
    const page = await world.browser.newPage({ viewport: { width: 900, height: 900 } });
    await page.setContent(`<html lang="zh"><style>
        body { margin: 0; height: 100vh; display: grid; place-items: center; background: linear-gradient(#fff, #dfe6ee); }
        div { width: 520px; height: 360px; border-radius: 40px; background: linear-gradient(135deg, #1d5fbf, #009e73);
              color: #fff; font: 64px 'Noto Sans CJK SC', sans-serif; display: grid; place-items: center; }
    </style><div>${words}</div>`);
    const buffer = await page.screenshot({ type: 'jpeg', quality: 80 });
    await page.close();
    return { name: `${words}.jpg`, mimeType: 'image/jpeg', buffer };
}

/** A program that somebody has named like a photo. */
export const renamedProgram: Picture = {
    name: '执照.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(4096, 0x90)]),
};

/** 30 MB from a camera that makes no small ones: the path of a file, since no browser takes that much by wire. */
export function hugePhoto(world: World): string {
    const buffer = Buffer.alloc(30 * 1024 * 1024, 7);
    Buffer.from('ffd8ffe000104a46494600', 'hex').copy(buffer);
    const path = join(world.server.folder, '大照片.jpg');
    writeFileSync(path, buffer);
    return path;
}
