import { ssrRenderAttrs } from "vue/server-renderer";
import { useSSRContext } from "vue";
import { _ as _export_sfc } from "./plugin-vue_export-helper.1tPrXgE0.js";
const __pageData = JSON.parse('{"title":"Variable: CHANNEL_OPTION_LIMITS","description":"","frontmatter":{},"headers":[],"relativePath":"api/node/relay/variables/CHANNEL_OPTION_LIMITS.md","filePath":"api/node/relay/variables/CHANNEL_OPTION_LIMITS.md"}');
const _sfc_main = { name: "api/node/relay/variables/CHANNEL_OPTION_LIMITS.md" };
function _sfc_ssrRender(_ctx, _push, _parent, _attrs, $props, $setup, $data, $options) {
  _push(`<div${ssrRenderAttrs(_attrs)}><p><a href="./../../../"><strong>API</strong></a></p><hr><p><a href="./../../../">API</a> / <a href="./../">node/relay</a> / CHANNEL_OPTION_LIMITS</p><h1 id="variable-channel-option-limits" tabindex="-1">Variable: CHANNEL_OPTION_LIMITS <a class="header-anchor" href="#variable-channel-option-limits" aria-label="Permalink to &quot;Variable: CHANNEL\\_OPTION\\_LIMITS&quot;">​</a></h1><blockquote><p><code>const</code> <strong>CHANNEL_OPTION_LIMITS</strong>: <code>object</code></p></blockquote><p>Most entries of a list of channels, and most of what one holds: characters, or entries of a list.</p><h2 id="type-declaration" tabindex="-1">Type Declaration <a class="header-anchor" href="#type-declaration" aria-label="Permalink to &quot;Type Declaration&quot;">​</a></h2><h3 id="description" tabindex="-1">description <a class="header-anchor" href="#description" aria-label="Permalink to &quot;description&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>description</strong>: <code>2048</code></p></blockquote><h3 id="entries" tabindex="-1">entries <a class="header-anchor" href="#entries" aria-label="Permalink to &quot;entries&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>entries</strong>: <code>1024</code></p></blockquote><h3 id="genre" tabindex="-1">genre <a class="header-anchor" href="#genre" aria-label="Permalink to &quot;genre&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>genre</strong>: <code>100</code></p></blockquote><h3 id="maxlisteners" tabindex="-1">maxListeners <a class="header-anchor" href="#maxlisteners" aria-label="Permalink to &quot;maxListeners&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>maxListeners</strong>: <code>1000000</code></p></blockquote><h3 id="models" tabindex="-1">models <a class="header-anchor" href="#models" aria-label="Permalink to &quot;models&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>models</strong>: <code>64</code></p></blockquote><h3 id="queuedsources" tabindex="-1">queuedSources <a class="header-anchor" href="#queuedsources" aria-label="Permalink to &quot;queuedSources&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>queuedSources</strong>: <code>64</code></p></blockquote><h3 id="title" tabindex="-1">title <a class="header-anchor" href="#title" aria-label="Permalink to &quot;title&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>title</strong>: <code>256</code></p></blockquote><h3 id="url" tabindex="-1">url <a class="header-anchor" href="#url" aria-label="Permalink to &quot;url&quot;">​</a></h3><blockquote><p><code>readonly</code> <strong>url</strong>: <code>256</code></p></blockquote></div>`);
}
const _sfc_setup = _sfc_main.setup;
_sfc_main.setup = (props, ctx) => {
  const ssrContext = useSSRContext();
  (ssrContext.modules || (ssrContext.modules = /* @__PURE__ */ new Set())).add("api/node/relay/variables/CHANNEL_OPTION_LIMITS.md");
  return _sfc_setup ? _sfc_setup(props, ctx) : void 0;
};
const CHANNEL_OPTION_LIMITS = /* @__PURE__ */ _export_sfc(_sfc_main, [["ssrRender", _sfc_ssrRender]]);
export {
  __pageData,
  CHANNEL_OPTION_LIMITS as default
};
