// A file of products: the template downloaded, filled in by a program, uploaded, a cell repaired in the grid, confirmed;
// then the drafts, and the same file again.
import type { Person } from '../src/person.ts';
import type { Journey, World } from '../src/world.ts';
import { given, maker, signIn } from './cast.ts';

interface Kind {
    id: string;
    name: string;
    columns: { id: string; name: string; required: boolean }[];
}

export function imports(world: World): Journey {
    let producer: Person;
    let kind: Kind;
    const models = ['DR-A1', 'DR-A2', 'DR-A3'];
    const file = () => {
        const value = (row: number) => (column: Kind['columns'][number]) => {
            const said: Record<string, string> = {
                productName: '电动自行车',
                productType: '整车',
                // The third row lacks its model.
                model: row < 2 ? models[row]! : '',
                standard: 'GB 17761-2024',
                inspectionReport: '型式检验报告 GX-2026-0017',
            };
            return said[column.id] ?? '';
        };
        const lines = [kind.columns.map(column => column.name), ...[0, 1, 2].map(row => kind.columns.map(value(row)))];
        return {
            name: '一月产品.csv',
            mimeType: 'text/csv',
            buffer: Buffer.from('\ufeff' + lines.map(line => line.join(',')).join('\r\n') + '\r\n'),
        };
    };
    async function upload(): Promise<void> {
        await producer.open('/app/imports');
        await producer.press('上传表格');
        await producer.page.locator('#import-kind').selectOption(kind.id);
        await producer.page.locator('#import-unit').selectOption('CAT-05-01');
        await producer.page.locator('#import-file').setInputFiles(file());
    }
    return {
        name: 'imports',
        after: 'products',
        steps: [
            [
                'downloads the template from the list of products',
                async () => {
                    await given(world, [maker, ['producer']]);
                    producer = await signIn(world, 'importer', maker);
                    await producer.open('/app/products');
                    await producer.press('下载模板');
                    await producer.sees('上传表格');
                    const { items } = await producer.api<{ items: Kind[] }>('GET', '/api/v1/import-kinds');
                    kind = items.find(one => one.id === 'B.1')!;
                    await producer.page.locator('#import-kind').selectOption(kind.id);
                    await producer.look('import-dialog');
                    const template = producer.front.getByRole('link', { name: '下载模板' });
                    const answer = await producer.page.request.get((await template.getAttribute('href'))!);
                    producer.check((await answer.body()).subarray(0, 2).toString() === 'PK', 'the template is a spreadsheet');
                },
            ],
            [
                'uploads a file and sees what is new and what is wrong',
                async () => {
                    await upload();
                    await producer.press('开始上传');
                    await producer.page.waitForURL(/\/app\/imports\/\d+$/);
                    await producer.sees('待确认');
                    await producer.sees('必填，不能为空');
                    await producer.look('import-wrong');
                    await producer.page.getByRole('tab', { name: /^新增/ }).click();
                    await producer.sees(models[0]!);
                    await producer.look('import-fresh');
                    await producer.open('/app/products');
                    await producer.seesNot(models[0]!);
                },
            ],
            [
                'repairs the cell in the grid with the keyboard',
                async () => {
                    await producer.page.goBack();
                    await producer.sees('必填，不能为空');
                    const cell = producer.page.getByRole('button', { name: /^修改第 4 行的规格型号/ });
                    await cell.focus();
                    await producer.page.keyboard.press('Enter');
                    await producer.page.locator('.cell-input').fill(models[2]!);
                    await producer.look('import-repairing');
                    await producer.page.keyboard.press('Enter');
                    await producer.sees('已保存，第 4 行：新增');
                    await producer.sees('确认导入 3 行');
                },
            ],
            [
                'confirms, and finds drafts',
                async () => {
                    await producer.press('确认导入 3 行');
                    await producer.look('import-confirm');
                    await producer.press('导入', producer.front);
                    await producer.sees('已完成');
                    await producer.look('import-done');
                    await producer.follow('查看产品列表');
                    for (const model of models) {
                        world.data.add(model);
                        await producer.sees('草稿', producer.row(model));
                    }
                },
            ],
            [
                'uploads the same file again, which does nothing twice',
                async () => {
                    await upload();
                    await producer.press('开始上传');
                    await producer.sees('没有重复导入');
                    await producer.open('/app/imports');
                    await producer.sees('已完成', producer.row('一月产品.csv'));
                    await producer.look('imports');
                },
            ],
        ],
    };
}
