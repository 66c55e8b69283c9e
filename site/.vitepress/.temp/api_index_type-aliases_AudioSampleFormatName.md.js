import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Type Alias: AudioSampleFormatName","description":"","frontmatter":{},"headers":[],"relativePath":"api/index/type-aliases/AudioSampleFormatName.md","filePath":"api/index/type-aliases/AudioSampleFormatName.md"}');
const _sfc_main = { name: "api/index/type-aliases/AudioSampleFormatName.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../"><strong>API</strong></a></p><hr><p><a href="./../../">API</a> / <a href="./../">index</a> / AudioSampleFormatName</p><h1 id="type-alias-audiosampleformatname" tabindex="-1">Type Alias: AudioSampleFormatName <a class="header-anchor" href="#type-alias-audiosampleformatname" aria-label="Permalink to &quot;Type Alias: AudioSampleFormatName&quot;">​</a></h1><blockquote><p><strong>AudioSampleFormatName</strong> = <code>&quot;u8&quot;</code> | <code>&quot;s16&quot;</code> | <code>&quot;s32&quot;</code> | <code>&quot;f32&quot;</code> | <code>&quot;u8-planar&quot;</code> | <code>&quot;s16-planar&quot;</code> | <code>&quot;s32-planar&quot;</code> | <code>&quot;f32-planar&quot;</code></p></blockquote><p>Formats of an <code>AudioData</code>, as WebCodecs names them.</p></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/index/type-aliases/AudioSampleFormatName.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const AudioSampleFormatName = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  AudioSampleFormatName as default
};
