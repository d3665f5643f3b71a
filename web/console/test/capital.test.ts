import { expect, test } from 'vitest';
import { tenThousands } from '@/pages/organisation/capital';

test('GDP-64: the capital of a licence becomes whole 万元', () => {
    for (const [text, wanted] of [
        ['伍佰万元整', '500'],
        ['人民币壹仟贰佰叁拾肆万元整', '1234'],
        ['拾万元', '10'],
        ['壹亿伍仟万元整', '15000'],
        ['500万元', '500'],
        ['1,200万元（人民币）', '1200'],
        ['5000000元', '500'],
        ['2.5亿元', '25000'],
        ['1200.5万元', ''],
        ['五百万', '500'],
        ['', ''],
        ['见章程', ''],
    ])
        expect(tenThousands(text!), text).toBe(wanted);
});
